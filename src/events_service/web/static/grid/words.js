// Sentences out of the page's words. Times, codes and names are isolated, so that none turns another around.
import {dayOf} from './measures.js';

const LOCALES = {en: 'en-GB', fr: 'fr-FR', ar: 'ar-MA'};
const BLANK = '\u00a0';

export class Words {
  constructor(texts, language) {
    this.texts = texts;
    this.language = language;
    this.among([]);
  }

  // Days of different years are told with theirs.
  among(days) {
    const year = days.length && days[0].slice(0, 4) !== days.at(-1).slice(0, 4) ? {year: 'numeric'} : {};
    const form = {weekday: 'long', day: 'numeric', month: 'long', timeZone: 'UTC', ...year};
    this.days = new Intl.DateTimeFormat(LOCALES[this.language] ?? this.language, form);
  }

  say(name, values = {}) {
    return (this.texts[name] ?? name).replace(/\{(\w+)\}/g, (whole, key) => key in values ? this.apart(values[key]) : whole);
  }
  apart(value) { return this.language === 'ar' ? `\u2068${value}\u2069` : String(value); }

  clock(minutes) {
    const hour = Math.floor(minutes / 60) % 24;
    const minute = minutes % 60;
    const two = (number) => String(number).padStart(2, '0');
    if (this.language === 'fr') return `${hour}${BLANK}h${minute ? BLANK + two(minute) : ''}`;
    return `${two(hour)}:${two(minute)}`;
  }
  hours({start, end}) {
    if (end === null) return this.clock(start);
    const word = {fr: '–', ar: 'إلى'}[this.language] ?? 'to';
    return [this.apart(this.clock(start)), word, this.apart(this.clock(end))].join(BLANK);
  }
  day(day) { return this.days.format(new Date(day)); }

  // What a session is called in passing: its code, else its title.
  name(session) { return session ? session.code || session.title : '–'; }
  room(plan, uid) { return plan.room(uid)?.name ?? this.say('noRoom'); }

  // `Room Dakhla, 9:30 to 12:30`, with the day where that is not the one on screen.
  place(plan, place, shownDay) {
    if (place.start === null) return this.say('atNoTime');
    const values = {room: this.room(plan, place.room), hours: this.hours(place)};
    const day = dayOf(place.start, plan.dayChange);
    return day === shownDay ? this.say('at', values) : this.say('atDay', {...values, day: this.day(day)});
  }

  conflict(plan, {word, other, room, ...values}) {
    return this.say(word, {
      ...values,
      other: this.name(plan.sessions.get(other)),
      room: room === undefined ? '' : this.room(plan, room),
    });
  }
  conflicts(plan, found) { return this.listed(found.map((conflict) => this.conflict(plan, conflict))); }
  // The gravest few of them in one line.
  listed(texts, most = 3) {
    if (!texts.length) return this.say('clear');
    const said = texts.slice(0, most);
    if (texts.length > most) said.push(this.say('more', {count: texts.length - most}));
    return said.join(this.language === 'ar' ? '، ' : ' · ');
  }
}
