// A bar that scrolls begins where the page that is shown stands in it.

for (const here of document.querySelectorAll('.console :is(.sub, .of-event, .tabs) [aria-current]')) {
  let bar = here.parentElement;
  while (bar && bar !== document.body && bar.scrollWidth <= bar.clientWidth) bar = bar.parentElement;
  if (!bar || bar === document.body || getComputedStyle(bar).overflowX !== 'auto') continue;
  const [inside, one] = [bar.getBoundingClientRect(), here.getBoundingClientRect()];
  bar.scrollLeft += (one.left + one.right - inside.left - inside.right) / 2;
}
