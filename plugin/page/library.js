/** The list of presets, its search and its folders. */
import { byId, element } from './element.js';

const PAGE = 100;
const SEARCH_WAIT_MS = 120;

export class Library {
  #bridge;
  #tell;
  #entries = [];
  #path;
  #timer;
  #query = 0;

  constructor(bridge, tell) {
    this.#bridge = bridge;
    this.#tell = tell;
    const refreshSoon = () => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.refresh(), SEARCH_WAIT_MS);
    };
    byId('search').addEventListener('submit', (event) => event.preventDefault());
    for (const id of ['search-text', 'search-family', 'search-favourites'])
      byId(id).addEventListener('input', refreshSoon);
    byId('more').addEventListener('click', () => this.#load(this.#entries.length));
    byId('add-folder').addEventListener('submit', (event) => {
      event.preventDefault();
      const path = byId('folder-path').value.trim();
      if (path) this.#bridge.send('folder', { action: 'add', path });
      byId('folder-path').value = '';
    });
    byId('browse-folder').addEventListener('click', () => this.#bridge.send('browse', { what: 'folder' }));
  }

  canBrowse(can) {
    byId('browse-folder').hidden = !can;
  }

  refresh() {
    return this.#load(0);
  }

  /** Marks the entry that plays. */
  mark(path) {
    this.#path = path;
    for (const item of byId('entries').children) {
      const plays = item.dataset.path === path;
      plays ? item.setAttribute('aria-current', 'true') : item.removeAttribute('aria-current');
    }
  }

  async #load(offset) {
    this.#query += 1;
    const query = this.#query;
    const fields = { offset, limit: PAGE, favourites: byId('search-favourites').checked };
    if (byId('search-text').value) fields.text = byId('search-text').value;
    if (byId('search-family').value) fields.family = byId('search-family').value;
    try {
      const answer = await this.#bridge.ask('library', fields);
      if (query === this.#query) this.#show(answer, offset);
    } catch (error) {
      if (query === this.#query && error.message) this.#tell(error.message);
    }
  }

  #show({ entries, total, families, folders, scanning }, offset) {
    this.#entries = offset === 0 ? entries : [...this.#entries, ...entries];
    const items = entries.map((entry) => this.#item(entry));
    offset === 0 ? byId('entries').replaceChildren(...items) : byId('entries').append(...items);
    byId('more').hidden = this.#entries.length >= total;
    const count = total === 1 ? '1 preset' : `${total} presets`;
    const none = folders.length === 0 ? 'No presets. Add a folder below, or open a file.' : 'No preset matches.';
    byId('library-count').textContent = `${total === 0 ? none : count}${scanning ? ' · looking for more…' : ''}`;
    this.#showFamilies(families);
    this.#showFolders(folders);
    this.mark(this.#path);
  }

  #item(entry) {
    const about = [entry.gear, entry.family, entry.cost && `${Math.round(entry.cost).toLocaleString('en')} MAC/sample`];
    const load = element(
      'button',
      {
        class: 'entry',
        title: entry.path,
        onclick: () => this.#bridge.send('load', { what: 'preset', path: entry.path }),
      },
      element('span', { class: 'title' }, entry.name),
      element('span', { class: 'about' }, entry.problem ?? about.filter(Boolean).join(' · ')),
    );
    const star = element('button', { class: 'icon star', 'aria-label': `Favourite: ${entry.name}` }, '★');
    star.setAttribute('aria-pressed', String(entry.favourite));
    star.addEventListener('click', () => {
      const on = star.getAttribute('aria-pressed') !== 'true';
      star.setAttribute('aria-pressed', String(on));
      this.#bridge.send('favourite', { path: entry.path, on });
    });
    return element('li', { 'data-path': entry.path, class: entry.problem ? 'broken' : undefined }, load, star);
  }

  #showFamilies(families) {
    const select = byId('search-family');
    const chosen = select.value;
    select.replaceChildren(
      element('option', { value: '' }, 'All families'),
      ...families.map((family) => element('option', { value: family }, family)),
    );
    select.value = families.includes(chosen) ? chosen : '';
  }

  #showFolders(folders) {
    byId('folders').replaceChildren(
      ...folders.map(({ path, removable, problem }) => {
        const remove = () => this.#bridge.send('folder', { action: 'remove', path });
        const button = element('button', { 'aria-label': `Remove ${path}`, onclick: remove }, 'Remove');
        return element(
          'li',
          {},
          element('span', {}, problem ? `${path}: ${problem}` : path),
          ...(removable ? [button] : []),
        );
      }),
    );
  }
}
