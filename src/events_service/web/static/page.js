// Small conveniences. Every page works without them.
const one = (selector, root = document) => root.querySelector(selector);
const all = (selector, root = document) => [...root.querySelectorAll(selector)];

// What is going on now, and what is next: from the <time> elements of the timetable.
const timetable = one('[data-now]');
function markNow() {
  const now = Date.now();
  let next = Infinity;
  const slots = all('.slot').flatMap((slot) => {
    const [start, end] = all('header time', slot).map((time) => Date.parse(time.dateTime));
    return start ? [{slot, start, end}] : [];
  });
  for (const {start} of slots) if (start > now && start < next) next = start;
  if (next - now > 12 * 3600e3) next = 0;
  for (const {slot, start, end} of slots) {
    let running = false;
    for (const cell of all('.cell', slot)) {
      const own = one('.meta time', cell);
      const until = own ? Date.parse(own.dateTime) : end;
      const on = start <= now && now < until && !cell.matches('.off-it');
      cell.classList.toggle('now', on);
      running ||= on;
    }
    slot.classList.toggle('now', running);
    const word = running ? timetable.dataset.now : start === next ? timetable.dataset.next : '';
    let mark = one('.mark-now', slot);
    if (!word) { mark?.remove(); continue; }
    if (!mark) {
      mark = document.createElement('p');
      mark.className = 'mark-now';
      one('header', slot).append(mark);
    }
    if (mark.textContent !== word) mark.textContent = word;
  }
}
if (timetable) { markNow(); setInterval(markNow, 30e3); }

// A selection is kept in the address, as one list parted by commas; what is ticked and not yet shown, in this tab.
const choosing = one('form.choosing');
if (choosing) {
  const kept = 'ticked ' + choosing.action;
  const boxes = () => [...choosing.elements].filter((box) => box.name === 'sessions');
  const ticked = new Set((sessionStorage.getItem(kept) ?? '').split(',').filter(Boolean));
  for (const box of boxes()) if (ticked.has(box.value)) box.checked = true;
  const toggle = one('.choose', choosing);
  if (toggle && ticked.size) toggle.checked = true;
  addEventListener('change', ({target}) => {
    if (target.form !== choosing || target.name !== 'sessions') return;
    ticked[target.checked ? 'add' : 'delete'](target.value);
    sessionStorage.setItem(kept, [...ticked].join(','));
  });
  choosing.addEventListener('submit', (submit) => {
    submit.preventDefault();
    for (const box of boxes()) ticked[box.checked ? 'add' : 'delete'](box.value);
    sessionStorage.removeItem(kept);
    location.href = choosing.action + (ticked.size ? '?sessions=' + [...ticked].join(',') : '');
  });
}

// Copy an address.
for (const button of all('.copy button')) {
  button.hidden = !navigator.clipboard;
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(one('input', button.parentElement).value);
    button.textContent = button.dataset.copied;
  });
}

// One thing that dropped down at a time, and Escape closes it.
const drops = all('details.drop');
for (const drop of drops) drop.addEventListener('toggle', () => { if (drop.open) for (const other of drops) if (other !== drop) other.open = false; });
addEventListener('keydown', (key) => {
  const open = key.key === 'Escape' && drops.find((drop) => drop.open);
  if (open) { open.open = false; one('summary', open).focus(); }
});
addEventListener('click', (click) => { for (const drop of drops) if (drop.open && !drop.contains(click.target)) drop.open = false; });

// Places left, where a session takes registrations.
const wanted = all('[data-places]');
const places = one('[data-availability]');
if (wanted.length && places) {
  const answer = await fetch(places.dataset.availability).catch(() => null);
  const {sessions = {}} = answer?.ok ? await answer.json() : {};
  for (const element of wanted) {
    const left = sessions[element.dataset.places]?.remaining;
    if (typeof left !== 'number') continue;
    element.textContent = left > 0 ? places.dataset.left.replace('{count}', left) : places.dataset.full;
  }
}
