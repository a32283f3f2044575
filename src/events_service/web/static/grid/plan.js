// The sessions with where each is, as the server told it and as it is being changed here.
import {beginOf, dayOf, minutesOf, DAY, SHORTEST_SHOWN} from './measures.js';
import * as places from './places.js';

const thereAt = (one) => one.available ? {...one, available: one.available.map((span) => span.map(minutesOf))} : one;

export class Plan {
  constructor(data) {
    this.sessions = new Map();
    this.take(data);
  }

  // What the server says now. Sessions in `kept` stay as they are here; gives the uids of those that are elsewhere now.
  take(data, kept = new Set()) {
    const before = this.sessions;
    Object.assign(this, {
      version: data.version, days: data.days, opens: data.opens, closes: data.closes, dayChange: data.dayChange,
      betweenVenues: data.betweenVenues, rooms: data.rooms.map(thereAt), tracks: data.tracks, people: data.people.map(thereAt), bodies: data.bodies,
    });
    this.roomNumbers = new Map(data.rooms.map((room, number) => [room.uid, number]));
    this.sessions = new Map();
    const moved = [];
    for (const said of data.sessions) {
      const {start, end, room, day, note, folds, ...rest} = said;
      const known = before.get(said.uid);
      const session = {people: [], bodies: [], ...rest, place: places.read(said, data.rooms)};
      if (known && kept.has(said.uid)) Object.assign(session, {place: known.place, etag: known.etag});
      else if (known && !places.same(known.place, session.place)) moved.push(said.uid);
      this.sessions.set(said.uid, session);
    }
    for (const uid of before.keys()) if (!this.sessions.has(uid)) moved.push(uid);
    this.index();
    return moved;
  }

  // Who shares a room, a person or an organization with whom: only they can be in each other's way.
  index() {
    this.byRoom = new Map();
    this.byPerson = new Map();
    this.byBody = new Map();
    const add = (group, key, session) => group.has(key) ? group.get(key).add(session) : group.set(key, new Set([session]));
    for (const session of this.sessions.values()) {
      add(this.byRoom, session.place.room, session);
      for (const person of session.people) add(this.byPerson, person, session);
      for (const body of session.bodies) add(this.byBody, body, session);
    }
  }
  meeting(session, room) {
    const found = new Set(room === null ? [] : this.byRoom.get(room));
    for (const person of session.people) for (const other of this.byPerson.get(person) ?? []) found.add(other);
    for (const body of session.bodies) for (const other of this.byBody.get(body) ?? []) found.add(other);
    found.delete(session);
    return found;
  }

  at(uid) { return this.sessions.get(uid)?.place ?? places.NOWHERE; }
  put(uid, place) {
    const session = this.sessions.get(uid);
    if (!session) return;
    this.byRoom.get(session.place.room)?.delete(session);
    session.place = place;
    if (!this.byRoom.has(place.room)) this.byRoom.set(place.room, new Set());
    this.byRoom.get(place.room).add(session);
  }
  etagOf(uid) { return this.sessions.get(uid)?.etag; }

  // The server has written it: this is where it is, and the state the next change is based on.
  settle(item) {
    const session = this.sessions.get(item.uid);
    if (session) Object.assign(session, {etag: item.etag, unready: !item.ready});
  }

  dayOf(place) { return places.isTimed(place) ? dayOf(place.start, this.dayChange) : null; }
  beginOf(day) { return beginOf(day, this.dayChange); }
  on(day) {
    const [from, to] = [this.beginOf(day), this.beginOf(day) + DAY];
    return [...this.sessions.values()].filter(({place: {start}}) => start !== null && from <= start && start < to);
  }
  waiting() { return [...this.sessions.values()].filter(({place}) => !places.isTimed(place)); }
  room(uid) { return this.rooms[this.roomNumbers.get(uid)]; }
  // Rooms in their order; what has a time and no room stands after them.
  columnOf(place) { return place.room === null ? this.rooms.length : this.roomNumbers.get(place.room) ?? this.rooms.length; }
  roomAt(column) { return this.rooms[column]?.uid ?? null; }
  shownEnd(place) { return Math.max(place.end ?? 0, place.start + SHORTEST_SHOWN); }
}
