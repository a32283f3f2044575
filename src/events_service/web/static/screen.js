// A big screen: its clock goes, now and next follow from it, and what is published is asked for again and put in
// place. Where the network fails, what is there stays. `?rotate` changes the language each time.
const one = (selector, root = document) => root.querySelector(selector);
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const TURN = 12e3;
let updated = Date.now();
let turn = 0;

function clockOf(moment) {
  const local = new Date(moment + one('#clock').dataset.offset * 60e3);
  const [hours, minutes] = [local.getUTCHours(), String(local.getUTCMinutes()).padStart(2, '0')];
  return 'french' in one('#clock').dataset ? `${hours}\u00a0h\u00a0${minutes}` : `${String(hours).padStart(2, '0')}:${minutes}`;
}

function tick() {
  const now = Date.now();
  const face = one('#clock time');
  const said = clockOf(now);
  if (face.textContent !== said) face.textContent = said;
  const {now: onWord, next: nextWord} = one('main').dataset;
  for (const list of all('.shown')) {
    const items = all(':scope > [data-start]', list);
    const following = Math.min(...items.filter((item) => item.dataset.start * 1e3 > now && !item.matches('.off-it')).map((item) => +item.dataset.start));
    for (const item of items) {
      const [start, end] = [item.dataset.start * 1e3, item.dataset.end * 1e3];
      const when = start <= now ? (now < end ? 'on' : 'past') : item.dataset.start <= following ? 'next' : 'later';
      if (item.classList.contains(when)) continue;
      item.classList.remove('on', 'next', 'later', 'past');
      item.classList.add(when);
      one('.word', item).textContent = when === 'on' ? onWord : when === 'next' ? nextWord : '';
    }
  }
}

// Rooms that do not fit are shown in turns.
function turnRooms() {
  const rooms = all('.rooms > li');
  for (const room of rooms) room.classList.remove('turned');
  const shown = rooms.filter((room) => room.offsetParent);
  const list = one('.rooms');
  if (!list || !shown.length) return;
  const bottom = list.parentElement.getBoundingClientRect().bottom;
  const fit = Math.max(1, shown.filter((room) => room.getBoundingClientRect().bottom <= bottom).length);
  if (fit >= shown.length) { turn = 0; return; }
  const from = (turn++ % Math.ceil(shown.length / fit)) * fit;
  shown.forEach((room, index) => room.classList.toggle('turned', index < from || index >= from + fit));
}

function nextAddress() {
  const wanted = new URLSearchParams(location.search).get('rotate');
  if (wanted === null) return location.pathname;
  const known = one('main').dataset;
  const tags = (wanted || 'en,fr,ar').split(',').filter((tag) => known[tag]);
  const after = tags[(tags.indexOf(document.documentElement.lang) + 1) % tags.length];
  return after ? known[after] : location.pathname;
}

function files(page) {
  return all('link[rel=stylesheet], script[src]', page).map((each) => each.getAttribute('href') ?? each.getAttribute('src')).join();
}

async function refresh() {
  try {
    const answer = await fetch(nextAddress(), {cache: 'no-cache'});
    if (!answer.ok) throw new Error(answer.status);
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    if (!one('#clock', page)) throw new Error('no screen');
    if (files(page) !== files(document)) { location.reload(); return; }
    document.documentElement.lang = page.documentElement.lang;
    document.documentElement.dir = page.documentElement.dir;
    document.title = page.title;
    document.body.className = page.body.className;
    document.body.replaceChildren(...page.body.childNodes);
    updated = Date.now();
    turn = 0;
  } catch {
    const lost = one('#lost');
    one('bdi', lost).textContent = clockOf(updated);
    lost.hidden = false;
  }
  tick();
  turnRooms();
}

tick();
turnRooms();
setInterval(tick, 1e3);
setInterval(turnRooms, TURN);
setInterval(refresh, one('main').dataset.seconds * 1e3);
