// The instances of a service: cards while they are few, else a table with the sick ones first.

import { placeOf } from './cluster.js';
import { InstanceView, stateOf } from './instance.js';
import { arrange } from './view.js';
import { words } from './words.js';

const MOST_CARDS = 11;
const ROWS = 50;
const RANKS = ['ejected', 'on-trial', 'rests', 'leaving', 'faulty', 'in-rotation'];

function rank(instance) {
  let state = stateOf(instance);
  // part: faults
  if (state === 'in-rotation' && instance.fault) {
    state = 'faulty';
  }
  // end of part
  return RANKS.indexOf(state);
}

export class Instances {
  #view;
  #views = new Map();
  #asTable;
  #limit = ROWS;
  #filter = '';
  #choose;
  #again;

  /** Choosing an instance calls `choose`; what changes the rows calls `again`. */
  constructor(view, choose, again) {
    this.#view = view;
    this.#choose = choose;
    this.#again = again;
    view.fields.filter.addEventListener('input', ({ target }) => {
      this.#filter = target.value.trim().toLowerCase();
      this.#limit = ROWS;
      again();
    });
    view.fields.more.addEventListener('click', () => {
      this.#limit += ROWS;
      again();
    });
  }

  /** Forgets the rows, so that they are made again in another language. */
  forget() {
    this.#views.forEach(({ root }) => root.remove());
    this.#views.clear();
  }

  show(what) {
    const { service, ordered, history, short } = what;
    const instances = ordered.filter(({ id }) => service.instances[id]);
    const asTable = instances.length > MOST_CARDS;
    if (this.#asTable !== asTable) {
      this.forget();
      this.#asTable = asTable;
    }
    this.#view.show('table', asTable);
    this.#view.show('cards', !asTable);
    const found = asTable ? this.#sickFirst(instances, service, short) : instances;
    const shown = found.slice(0, asTable ? this.#limit : MOST_CARDS);
    const allRecent = history.recent(history.attempts);
    const placed = Object.values(service.instances).some(({ endpoint }) => endpoint);
    this.#removeOthers(new Set(shown.map(({ id }) => id)));
    for (const { id, address } of shown) {
      const view = this.#views.get(id) ?? this.#make(id, address);
      view.showInstance(service.instances[id], { ...what, id, allRecent, placed });
    }
    arrange(
      this.#view.fields[asTable ? 'rows' : 'cards'],
      shown.map(({ id }) => this.#views.get(id).root),
    );
    this.#view.show('placeHead', placed);
    // part: faults
    this.#view.show('faultsHead', what.faults);
    // end of part
    this.#view.show('more', asTable && shown.length < found.length);
    this.#view.set({
      shown: words.shown(shown.length, found.length, instances.length),
      more: words.more(Math.min(ROWS, found.length - shown.length)),
    });
  }

  #sickFirst(instances, service, short) {
    return instances
      .filter(({ id, address }) => this.#isFound(service.instances[id], short(address)))
      .map((each, at) => ({ each, at, rank: rank(service.instances[each.id]) }))
      .sort((one, other) => one.rank - other.rank || one.at - other.at)
      .map(({ each }) => each);
  }

  #isFound(instance, address) {
    return (
      !this.#filter ||
      instance.address.toLowerCase().includes(this.#filter) ||
      address.includes(this.#filter) ||
      placeOf(instance.endpoint).toLowerCase().includes(this.#filter) ||
      words.states[stateOf(instance)].includes(this.#filter)
    );
  }

  #make(id, address) {
    const view = new InstanceView(this.#asTable ? 'row' : 'card', address, () => {
      this.#choose(id, address);
      this.#again();
    });
    this.#views.set(id, view);
    return view;
  }

  #removeOthers(wanted) {
    for (const [id, view] of this.#views) {
      if (!wanted.has(id)) {
        view.root.remove();
        this.#views.delete(id);
      }
    }
  }
}
