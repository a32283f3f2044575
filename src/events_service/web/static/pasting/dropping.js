// A file that is dropped anywhere on the form is the chosen file. Choosing one works without this.

const form = document.querySelector('form.pasting');
const input = form.querySelector('input[type=file]');
const said = form.querySelector('.chosen-file');
const bringsFiles = (event) => [...event.dataTransfer?.types ?? []].includes('Files');
let inside = 0;

function over(is) {
  inside = is ? inside : 0;
  form.classList.toggle('over', is);
}

function tell(words) {
  const file = input.files[0];
  said.textContent = file ? words.replace('{name}', `\u2068${file.name}\u2069`) : '';
}

form.querySelector('.droppable').hidden = false;
form.addEventListener('dragenter', (event) => {
  if (!bringsFiles(event)) return;
  event.preventDefault();
  inside += 1;
  over(true);
});
form.addEventListener('dragover', (event) => {
  if (!bringsFiles(event)) return;
  event.preventDefault();
  event.dataTransfer.dropEffect = 'copy';
});
form.addEventListener('dragleave', (event) => {
  if (bringsFiles(event) && (inside -= 1) <= 0) over(false);
});
form.addEventListener('drop', (event) => {
  if (!bringsFiles(event)) return;
  event.preventDefault();
  over(false);
  const dropped = event.dataTransfer.files;
  if (!dropped.length) return;
  const one = new DataTransfer();
  one.items.add(dropped[0]);
  input.files = one.files;
  tell(dropped.length > 1 ? form.dataset.several : form.dataset.chosen);
  input.focus();
});
input.addEventListener('change', () => tell(form.dataset.chosen));
// A file that misses the form does not take its place.
for (const kind of ['dragover', 'drop']) addEventListener(kind, (event) => { if (bringsFiles(event)) event.preventDefault(); });
