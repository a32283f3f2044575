// Rows of a list in a form: one more, one up, one out, without loading the page. The buttons do the same without this.

// In names and ids a row's number follows the list's name: `people.2.title.fr`.
const MARKED = ['name', 'id', 'for', 'aria-labelledby', 'aria-describedby', 'value'];

const rowsOf = (list) => [...list.children];
const controls = (row) => [...row.querySelectorAll('input, textarea, select')];

export function numbered(text, field, number) {
  return text.split(' ').map((part) => part.startsWith(`${field}.`) ? part.replace(/^(.+?\.)(\d+)/, (whole, before, old) => before === `${field}.` ? before + number : whole) : part).join(' ');
}

function renumber(list, field) {
  rowsOf(list).forEach((row, number) => {
    for (const element of row.querySelectorAll('*')) {
      for (const name of MARKED) {
        if (name === 'value' && element.tagName !== 'BUTTON') continue;
        const said = element.getAttribute(name);
        if (said) element.setAttribute(name, numbered(said, field, number));
      }
    }
    for (const said of row.querySelectorAll('.row-acts .away')) said.textContent = said.textContent.replace(/\d+$/, number + 1);
    row.querySelector('[name=up]').hidden = number === 0;
  });
}

function empty(row) {
  for (const control of controls(row)) {
    if (control.type === 'checkbox') control.checked = false;
    else if (control.tagName === 'SELECT') control.selectedIndex = 0;
    else control.value = '';
    control.removeAttribute('aria-invalid');
  }
  for (const wrong of row.querySelectorAll('.wrong')) wrong.remove();
}

const acts = {
  more(list, field) {
    const row = list.lastElementChild.cloneNode(true);
    empty(row);
    list.append(row);
    renumber(list, field);
    return controls(row)[0];
  },
  up(list, field, row) {
    row.previousElementSibling?.before(row);
    renumber(list, field);
    return row.querySelector('[name=up]:not([hidden])') ?? row.querySelector('[name=gone]');
  },
  gone(list, field, row) {
    if (list.children.length === 1) { empty(row); return controls(row)[0]; }
    const next = row.nextElementSibling ?? row.previousElementSibling;
    row.remove();
    renumber(list, field);
    return next.querySelector('[name=gone]');
  },
};

// Whether the button was one of a list's: then it is done, and the focus is where the hands go on.
export function arrange(button) {
  const act = acts[button?.name];
  if (!act) return false;
  const row = button.closest('.typed-rows > li');
  const list = row?.parentElement ?? button.previousElementSibling;
  if (!list?.matches('.typed-rows') || !list.children.length) return false;
  const field = button.name === 'more' ? button.value : button.value.replace(/\.\d+$/, '');
  act(list, field, row)?.focus();
  return true;
}
