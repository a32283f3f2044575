// Forms of the console: what is typed is kept while it is typed, and rows of lists move without loading the page.
import {Keeping} from './keeping.js';
import {arrange} from './rows.js';

const form = document.querySelector('form[data-editor]');
const place = document.querySelector('[data-keeping]');

if (form && place) {
  (form.querySelector('.save') ?? form.lastElementChild).after(place);
  const keeping = new Keeping(form, place);
  keeping.begin();
  form.addEventListener('click', (click) => {
    if (arrange(click.target.closest('button'))) { click.preventDefault(); keeping.touched(); }
  });
}
