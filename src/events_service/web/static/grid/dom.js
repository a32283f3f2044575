// Elements out of values. Text is only ever text.
export function el(tag, {dataset, text, ...properties} = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name === 'class_' ? 'class' : name, value === true ? '' : value);
  }
  Object.assign(element.dataset, dataset);
  if (text !== undefined) element.textContent = text;
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

export const button = (text, onclick, properties = {}) => el('button', {type: 'button', text, onclick, ...properties});
export const bdi = (text, properties = {}) => el('bdi', {text, ...properties});
export const setVariable = (element, name, value) => element.style.setProperty(`--${name}`, value);
// Only what differs is written, so that nothing is laid out anew for nothing.
export const setText = (element, text) => { if (element.textContent !== text) element.textContent = text; };
