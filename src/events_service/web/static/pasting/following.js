// The text goes along with the fields: what the field that has the focus was read from is in sight, and stands out.

const pane = document.querySelector('.pasted');
const marks = pane ? [...pane.querySelectorAll('mark')] : [];

function follow(field) {
  const session = field.closest('[data-session]')?.dataset.session;
  const what = field.closest('[data-what]')?.dataset.what;
  const near = marks.filter((mark) => mark.dataset.session === session);
  const here = near.filter((mark) => mark.dataset.what === what);
  for (const mark of marks) {
    mark.classList.toggle('near', near.includes(mark));
    mark.classList.toggle('here', here.includes(mark));
  }
  const first = here[0] ?? near[0];
  if (!first) return;
  const top = first.offsetTop;
  const bottom = top + first.offsetHeight;
  if (top < pane.scrollTop || bottom > pane.scrollTop + pane.clientHeight) {
    pane.scrollTop = Math.max(0, top - pane.clientHeight / 3);
  }
}

document.querySelector('.drafts').addEventListener('focusin', (event) => {
  if (event.target.closest('.proposal')) follow(event.target);
});
