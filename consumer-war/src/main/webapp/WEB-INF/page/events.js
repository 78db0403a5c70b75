// What happened to a service, newest first.

// part: faults
import { figures } from './faults.js';
// end of part
import { View } from './view.js';
import { words } from './words.js';

const RAW = ({ reason, text }) => reason?.text ?? text;

/** One event as a sentence, without its time and address. */
export function sentence(event) {
  // part: faults
  if (event.fault) {
    return words.event[event.type]?.({ ...event, fault: figures(event.fault) }) ?? event.type;
  }
  // end of part
  return words.event[event.type]?.(event) ?? event.type;
}

export class Events {
  #place;
  #views = new Map();
  #none = document.createElement('li');

  constructor({ fields }) {
    this.#place = fields.events;
  }

  /** Takes the events by their ids, which grow with time. */
  show(events, short, anew) {
    for (const [id, view] of this.#views) {
      if (anew || !events.has(id)) {
        view.root.remove();
        this.#views.delete(id);
      }
    }
    const missing = [...events.keys()].filter((id) => !this.#views.has(id)).sort((one, other) => one - other);
    for (const id of missing) {
      this.#add(id, events.get(id), short);
    }
    this.#none.textContent = words.noEvents;
    if (this.#views.size) {
      this.#none.remove();
    } else {
      this.#place.append(this.#none);
    }
  }

  #add(id, event, short) {
    const view = new View('event');
    view.root.dataset.type = event.type;
    view.fields.time.dateTime = event.at;
    view.set({ time: words.time(new Date(event.at)), address: event.address ? short(event.address) : '', what: sentence(event) });
    view.show('address', Boolean(event.address));
    view.fields.address.dataset.about = event.address ?? '';
    view.set({ text: RAW(event) ?? '' });
    view.show('details', Boolean(RAW(event)));
    this.#views.set(id, view);
    this.#place.prepend(view.root);
  }
}
