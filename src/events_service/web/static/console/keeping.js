// What is typed into a form goes to the server shortly after the typing stops, and when the page is left. Where it
// cannot go there, it stays in this tab until it can.

import {depart, stay} from './departure.js';

const PAUSE = 1500;
const LONGEST = 12e3;
const RETRY = 5e3;
// A browser sends no more than 64 kB after a page is gone.
const AFTERWARDS = 60e3;

export const TOKEN = 'form_token';
const BASE = 'base';

export const fieldsOf = (form) => [...new FormData(form)].filter(([name, value]) => name !== TOKEN && typeof value === 'string');

// The same whichever version of the record they were typed over.
const words = (fields) => JSON.stringify(fields.filter(([name]) => name !== BASE));

export class Keeping {
  constructor(form, place) {
    this.form = form;
    this.place = place;
    this.address = location.pathname;
    this.drawer = `typed ${place.dataset.owner} ${this.address}`;
    this.opened = JSON.stringify(fieldsOf(form));
    // What a refused form shows is nowhere else yet.
    this.sent = 'sent' in place.dataset ? '' : this.opened;
    this.since = 0;
  }

  begin() {
    this.giveBack();
    this.form.addEventListener('input', () => this.touched());
    this.form.addEventListener('change', () => this.touched());
    this.form.addEventListener('submit', () => this.leave());
    addEventListener('pagehide', () => this.hurry());
    addEventListener('pageshow', (show) => { if (show.persisted) { this.leaving = false; stay(); } });
    document.addEventListener('visibilitychange', () => { if (document.visibilityState === 'hidden') this.hurry(); });
    addEventListener('online', () => this.send());
    if ('sent' in this.place.dataset) this.touched();
  }

  // What was left in this tab, when it could not be sent, goes to the server, which offers it above the form. What is
  // typed meanwhile stays as it is.
  async giveBack() {
    const left = this.read();
    stay();
    if (!left || 'sent' in this.place.dataset) return;
    if (words(JSON.parse(left)) === words(JSON.parse(this.opened))) { this.put(null); return; }
    this.busy = true;
    if (await this.post(left) === 204) {
      this.put(null);
      await this.offer();
    }
    this.busy = false;
    if (JSON.stringify(fieldsOf(this.form)) !== this.sent) this.touched();
  }

  // The page as the server has it now says what is kept: that part of it is put above the form.
  async offer() {
    const answer = await fetch(this.address, {redirect: 'manual'}).catch(() => null);
    if (!answer?.ok) return;
    const offered = new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector('.unsaved');
    if (offered) this.form.before(document.adoptNode(offered));
  }

  touched() {
    const now = Date.now();
    this.since ||= now;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), Math.max(0, Math.min(PAUSE, this.since + LONGEST - now)));
  }

  async send() {
    clearTimeout(this.timer);
    const typed = JSON.stringify(fieldsOf(this.form));
    if (this.leaving || this.busy || typed === this.sent) return;
    this.busy = true;
    this.since = 0;
    let status = await this.post(typed);
    if (status === 403 && await this.renew()) status = await this.post(typed);
    this.busy = false;
    if (this.leaving) return;
    if (status === 204) {
      this.sent = typed;
      this.put(null);
      this.say('kept');
    } else if (status === 413) {
      this.say('full');
      return;
    } else {
      this.put(typed);
      this.say(status === 'ended' ? 'ended' : 'waiting');
      this.timer = setTimeout(() => this.send(), RETRY);
      return;
    }
    if (JSON.stringify(fieldsOf(this.form)) !== typed) this.touched();
  }

  // The page may be gone in a moment.
  hurry() {
    const typed = JSON.stringify(fieldsOf(this.form));
    if (this.leaving || typed === this.sent) return;
    const body = this.body(typed);
    if (body.toString().length > AFTERWARDS) { this.put(typed); return; }
    this.sent = typed;
    fetch(this.place.dataset.keeping, {method: 'POST', body, redirect: 'manual', keepalive: true}).catch(() => this.put(typed));
  }

  // The form itself is on its way: nothing that is sent now is to arrive after it.
  leave() {
    this.leaving = true;
    clearTimeout(this.timer);
    this.sending?.abort();
    const typed = JSON.stringify(fieldsOf(this.form));
    if (typed === this.sent) return;
    this.put(typed);
    depart(this.drawer, this.address);
  }

  async post(typed) {
    this.sending = new AbortController();
    const answer = await fetch(this.place.dataset.keeping, {method: 'POST', body: this.body(typed), redirect: 'manual', signal: this.sending.signal}).catch(() => null);
    if (!answer) return 0;
    return answer.type === 'opaqueredirect' || answer.status === 401 ? 'ended' : answer.status;
  }

  body(typed) {
    return new URLSearchParams({[TOKEN]: this.form.elements[TOKEN].value, address: this.address, typed});
  }

  // Somebody has logged in anew, in another tab: forms of this page get what theirs have.
  async renew() {
    const answer = await fetch(this.address, {redirect: 'manual'}).catch(() => null);
    if (!answer?.ok) return false;
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const owner = page.querySelector('[data-keeping]')?.dataset.owner;
    const token = page.querySelector(`[name=${TOKEN}]`)?.value;
    if (owner !== this.place.dataset.owner || !token || token === this.form.elements[TOKEN].value) return false;
    for (const field of document.querySelectorAll(`[name=${TOKEN}]`)) field.value = token;
    return true;
  }

  read() {
    try { return sessionStorage.getItem(this.drawer); } catch { return null; }
  }

  put(typed) {
    try {
      if (typed === null) sessionStorage.removeItem(this.drawer);
      else sessionStorage.setItem(this.drawer, typed);
    } catch { /* no room in this tab: the form itself still has it */ }
  }

  say(key) {
    if (this.said === key) return;
    this.said = key;
    this.place.textContent = this.place.dataset[key];
    if (key !== 'ended') return;
    const enter = document.createElement('a');
    enter.href = `${this.place.dataset.login}?next=${encodeURIComponent(this.address)}`;
    enter.textContent = this.place.dataset.enter;
    this.place.append(' ', enter);
  }
}
