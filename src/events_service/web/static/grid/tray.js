// What waits for a place.
import {bdi, el, setText} from './dom.js';

const fold = (text) => text.normalize('NFKD').replace(/[\u0300-\u036f\u064b-\u0652\u0640]/g, '').toLowerCase();

export class Tray {
  constructor(parts, words, plan) {
    Object.assign(this, {parts, words, plan});
    parts.find.addEventListener('input', () => this.filter());
  }

  show(held = null) {
    const {waiting, trayTitle, trayEmpty, find} = this.parts;
    const inHand = (uid) => held?.uid === uid;
    const sessions = [...this.plan.sessions.values()]
      .filter(({uid, place}) => (inHand(uid) ? held.place : place).start === null)
      .sort((a, b) => this.words.name(a).localeCompare(this.words.name(b), this.words.language, {numeric: true}));
    const focused = waiting.contains(document.activeElement) ? document.activeElement.dataset.uid : null;
    waiting.replaceChildren(...sessions.map((session) => el('li', {}, this.make(session, inHand(session.uid)))));
    waiting.querySelector('button')?.setAttribute('tabindex', '0');
    setText(trayTitle, `${this.words.say('tray')} (${sessions.length})`);
    trayEmpty.hidden = sessions.length > 0;
    find.hidden = sessions.length < 8;
    this.filter();
    if (focused) this.item(focused)?.focus({preventScroll: true});
  }

  make(session, inHand) {
    const note = session.place.note[this.words.language] ?? Object.values(session.place.note)[0] ?? '';
    const day = session.place.day ? this.words.day(session.place.day) : '';
    const marks = `waits ${session.track === undefined ? 'untracked' : `t${session.track}`}${inHand ? ' held' : ''}${session.cancelled ? ' is-off' : ''}`;
    return el('button', {type: 'button', class_: marks, tabindex: '-1', dataset: {uid: session.uid}},
      session.code ? bdi(session.code, {class_: 'code', dir: 'ltr'}) : null, ' ',
      bdi(session.title, {class_: 'called', lang: session.lang ?? null}),
      el('span', {class_: 'besides', text: [day, note].filter(Boolean).join(' · ')}));
  }

  item(uid) { return this.parts.waiting.querySelector(`[data-uid="${uid}"]`); }
  items() { return [...this.parts.waiting.querySelectorAll('li:not([hidden]) button')]; }

  filter() {
    const wanted = fold(this.parts.find.hidden ? '' : this.parts.find.value);
    for (const item of this.parts.waiting.children) item.hidden = !fold(item.textContent).includes(wanted);
  }
}
