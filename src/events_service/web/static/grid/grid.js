// The timetable of the console: reads the draft, draws a day of it, and sends on what is moved.
import {Bar} from './bar.js';
import {Board} from './board.js';
import {Desk} from './desk.js';
import {askWhose, note, showKeys} from './dialogs.js';
import {el, setVariable} from './dom.js';
import {announce, makeFrame} from './frame.js';
import {listenToKeys} from './keyboard.js';
import {Plan} from './plan.js';
import * as places from './places.js';
import {listenToPointers} from './pointer.js';
import {Saving} from './saving.js';
import {Tray} from './tray.js';
import {Words} from './words.js';

const LOOKS_EVERY = 20000;
const ASKS_AGAIN = 3000;
const JUDGED_AFTER = 1200;

const root = document.getElementById('grid');
const words = new Words(JSON.parse(document.getElementById('grid-words').textContent), document.documentElement.lang);
const {source, conflicts, moves: address, sessions, login, kept: storage} = root.dataset;

async function load(since = '') {
  const answer = await fetch(`${source}?since=${since}`, {credentials: 'same-origin', cache: 'no-store'});
  if (answer.status === 204) return null;
  if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
  return answer.json();
}

function start(data) {
  const plan = new Plan(data);
  words.among(plan.days);
  const parts = makeFrame(root, words);
  root.hidden = false;
  document.documentElement.classList.add('has-grid');
  const measure = () => setVariable(root, 'above', `${root.getBoundingClientRect().top + scrollY}px`);
  measure();
  addEventListener('resize', measure);
  const board = new Board(parts, words, plan);
  const desk = new Desk({parts, words, plan, board, tray: new Tray(parts, words, plan), edits: address !== undefined});
  const help = () => showKeys(parts, words);
  const open = (uid) => { location.href = `${sessions}/${uid}`; };
  new Bar(parts, words, desk, sessions);
  listenToKeys(parts, desk, {help, open});
  listenToPointers(parts, desk);
  parts.undo.addEventListener('click', () => desk.undo());
  parts.smaller.addEventListener('click', () => desk.zoomBy(-1));
  parts.larger.addEventListener('click', () => desk.zoomBy(1));
  parts.keys.addEventListener('click', help);
  for (const tab of document.querySelectorAll('.tabs [data-day]')) {
    tab.addEventListener('click', (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      desk.goTo(tab.dataset.day);
    });
  }

  desk.saving = new Saving({send, etagOf: (uid) => plan.etagOf(uid), tell, saved, clashed, refused, keep});
  desk.zoomAsBefore();
  desk.show(plan.days.includes(root.dataset.day) ? root.dataset.day : plan.days[0], {first: true});
  if (!plan.rooms.length) note(parts, words.say('noRooms'));
  offerKept();
  let judging = null;
  let judged = null;
  desk.watch(() => { if (judged !== desk.day) { judged = desk.day; askForConflicts(); } });
  desk.changed();

  // Saving

  async function send(moves) {
    const answer = await fetch(address, {
      method: 'POST', credentials: 'same-origin',
      headers: {'Content-Type': 'application/json', 'Accept-Language': words.language}, body: JSON.stringify({moves}),
    });
    const body = await answer.json().catch(() => null);
    return {status: answer.status, body, retryAfter: Number(answer.headers.get('Retry-After')) || 0};
  }

  function tell(state) {
    const {saved: line} = parts;
    line.dataset.state = state;
    line.textContent = words.say(state);
    if (state === 'saved') askForConflicts();
    if (state === 'loggedOut') line.append(' ', el('a', {href: `${login}?next=${encodeURIComponent(location.pathname + location.search)}`, text: words.say('logIn')}));
  }

  function saved(act, items) {
    const underway = desk.saving.uids();
    for (const item of items) {
      plan.settle(item);
      if (!underway.has(item.uid) && desk.held?.uid !== item.uid && !places.same(plan.at(item.uid), places.answered(item))) {
        plan.put(item.uid, places.answered(item));
        desk.redraw(item.uid);
      }
    }
  }

  // Whoever moved it last is not overwritten: both places are shown, and one is chosen.
  async function clashed(wanted) {
    await truth();
    const again = [];
    for (const [uid, place] of wanted) {
      const session = desk.session(uid);
      if (session && places.same(session.place, place)) continue;
      const said = {session: words.name(session), now: session && words.place(plan, session.place), yours: words.place(plan, place), gone: !session};
      if (await askWhose(parts, words, said)) again.push({uid, before: session.place, after: place});
    }
    if (again.length) desk.commit(again);
  }

  async function refused(wanted, reason) {
    await truth();
    note(parts, words.say('refused', {reason}), [words.say('close'), () => {}]);
  }

  // What the server has now, however long it takes to be told: but for what is still to be sent.
  async function truth() {
    while (!await renew(desk.saving.uids())) {
      tell('waiting');
      await new Promise((resolve) => setTimeout(resolve, ASKS_AGAIN));
    }
  }

  async function renew(kept, since = '') {
    const fresh = await load(since).catch(() => undefined);
    if (fresh === undefined) return false;
    if (fresh === null) return true;
    if (desk.held) kept.add(desk.held.uid);
    const moved = desk.renew(fresh, kept);
    if (since && moved.length) announce(parts, words.say('movedByOthers'));
    askForConflicts();
    return true;
  }

  // The server's own list, once nothing has been moved for a moment. It knows what was accepted, and rules more than ours.
  function askForConflicts() {
    clearTimeout(judging);
    judging = setTimeout(async () => {
      if (!desk.saving.idle) return;
      const [asked, {day}] = [desk.saving.count, desk];
      const answer = await fetch(`${conflicts}?day=${day}`, {credentials: 'same-origin', cache: 'no-store'}).catch(() => null);
      if (!answer?.ok || answer.redirected) return;
      const {found} = await answer.json();
      if (desk.saving.idle && desk.saving.count === asked && desk.day === day) desk.judge(found);
      else if (desk.day !== day) askForConflicts();
    }, JUDGED_AFTER);
  }

  // Kept in this browser

  function keep(acts) {
    try {
      if (acts.length) localStorage.setItem(storage, JSON.stringify(acts));
      else localStorage.removeItem(storage);
    } catch { /* then they live as long as this page */ }
  }

  function offerKept() {
    let acts = [];
    try { acts = JSON.parse(localStorage.getItem(storage) ?? '[]'); } catch { /* nothing that can be read */ }
    const known = acts.flatMap(({moves}) => moves).filter(({uid}) => desk.session(uid));
    if (!known.length || !desk.edits) { keep([]); return; }
    const names = [...new Set(known.map(({uid}) => words.name(desk.session(uid))))].join(words.language === 'ar' ? '، ' : ', ');
    note(parts, words.say('found', {sessions: names}),
      [words.say('foundSave'), () => {
        for (const {uid, after} of known) { plan.put(uid, after); desk.redraw(uid); }
        desk.mark();
        desk.saving.restore(acts);
      }],
      [words.say('foundForget'), () => keep([])]);
  }

  addEventListener('online', () => desk.saving.hurry());
  addEventListener('focus', () => { if (!desk.saving.idle) desk.saving.hurry(); });
  addEventListener('beforeunload', (event) => { if (!desk.saving.idle) { keep(desk.saving.queue); event.preventDefault(); } });

  // What others do is seen here soon, but never while something is on its way or in hand.
  setInterval(() => { if (!document.hidden && desk.saving.idle && !desk.held) renew(new Set(), plan.version); }, LOOKS_EVERY);
  document.addEventListener('visibilitychange', () => { if (!document.hidden && desk.saving.idle && !desk.held) renew(new Set(), plan.version); });
}

try {
  start(await load());
} catch (error) {
  root.hidden = true;
  document.documentElement.classList.remove('has-grid');
  const list = document.querySelector('.grid-list');
  list.classList.add('shown');
  list.prepend(el('p', {class_: 'state off', role: 'alert', text: words.say('cannotLoad')}));
  console.error(error);
}
