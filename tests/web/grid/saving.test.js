import assert from 'node:assert/strict';
import test from 'node:test';
import {NOWHERE} from './grid/places.js';
import {Saving} from './grid/saving.js';

const place = (room) => ({...NOWHERE, start: 0, end: 60, room});
const move = (uid, room, from = 'hall') => ({moves: [{uid, before: place(from), after: place(room)}]});
const settled = () => new Promise((resolve) => setImmediate(resolve));

// A server with these answers in turn; what it was sent, and what was told.
function scene(answers) {
  const etags = new Map([['a', 'a-1'], ['b', 'b-1']]);
  const log = {sent: [], told: [], saved: [], clashed: [], refused: [], kept: [], timers: []};
  const saving = new Saving({
    etagOf: (uid) => etags.get(uid),
    send: async (moves) => {
      log.sent.push(moves.map(({session, etag, room}) => [session, etag, room]));
      const answer = answers.shift();
      if (answer === 'gone') throw new TypeError('no connection');
      return answer ?? {status: 200, body: {items: moves.map(({session, etag}) => ({uid: session, etag: etag.replace(/\d+$/, (number) => Number(number) + 1)}))}};
    },
    tell: (state) => log.told.push(state),
    saved: (act, items) => { for (const {uid, etag} of items) etags.set(uid, etag); log.saved.push(items.map(({uid}) => uid)); },
    clashed: async (wanted) => { log.clashed.push([...wanted].map(([uid, {room}]) => [uid, room])); },
    refused: async (wanted, reason) => { log.refused.push([[...wanted.keys()], reason]); },
    keep: (acts) => log.kept.push(acts.length),
    wait: (act, milliseconds) => { log.timers.push([act, milliseconds]); },
    unwait: () => {},
  });
  return {saving, log};
}

test('acts go one after the other, each from the state the one before made', async () => {
  const {saving, log} = scene([]);
  saving.add(move('a', 'annex'));
  saving.add(move('a', 'tent', 'annex'));
  await saving.add(move('b', 'annex'));
  await settled();
  assert.deepEqual(log.sent, [[['a', 'a-1', 'annex']], [['a', 'a-2', 'tent']], [['b', 'b-1', 'annex']]]);
  assert.equal(log.told.at(-1), 'saved');
  assert.ok(saving.idle);
});

test('without a connection they are kept and tried again, later and later', async () => {
  const {saving, log} = scene(['gone', 'gone', {status: 503, retryAfter: 7}]);
  await saving.add(move('a', 'annex'));
  saving.add(move('b', 'annex'));
  await settled();
  assert.deepEqual([log.told.at(-1), log.kept.at(-1), saving.idle], ['waiting', 2, false]);
  await log.timers.at(-1)[0]();
  await log.timers.at(-1)[0]();
  await settled();
  assert.deepEqual(log.timers.map(([, milliseconds]) => milliseconds), [1000, 2000, 7000]);
  assert.deepEqual(log.sent.at(-1), [['b', 'b-1', 'annex']]);
  assert.deepEqual([log.told.at(-1), log.kept.at(-1)], ['saved', 0]);
});

test('who is logged out is told, and nothing is lost', async () => {
  const {saving, log} = scene([{status: 401}]);
  await saving.add(move('a', 'annex'));
  assert.deepEqual([log.told.at(-1), log.kept.at(-1), log.timers.length], ['loggedOut', 1, 0]);
  await saving.hurry();
  assert.equal(log.told.at(-1), 'saved');
});

test('what somebody else changed meanwhile is asked about, with all that was to follow', async () => {
  const {saving, log} = scene([{status: 412}]);
  saving.add(move('a', 'annex'));
  saving.add(move('a', 'tent', 'annex'));
  await saving.add(move('b', 'annex'));
  await settled();
  assert.deepEqual(log.clashed, [[['a', 'tent']]]);
  assert.deepEqual(log.sent.at(-1), [['b', 'b-1', 'annex']]);
});

test('what is refused is given back with the reason', async () => {
  const {saving, log} = scene([{status: 422, body: {detail: 'There is no such hour.'}}]);
  await saving.add(move('a', 'annex'));
  assert.deepEqual(log.refused, [[['a'], 'There is no such hour.']]);
  assert.equal(log.told.at(-1), 'saved');
});

test('what was kept is sent from the states it was based on', async () => {
  const {saving, log} = scene([]);
  const kept = [{moves: [{...move('a', 'annex').moves[0], etag: 'a-0'}]}, {moves: [{...move('a', 'tent').moves[0], etag: null}]}];
  await saving.restore(kept);
  assert.deepEqual(log.sent, [[['a', 'a-0', 'annex']], [['a', 'a-1', 'tent']]]);
});
