/** The entries that match, page by page; asked again when the library or the query changes. */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { Entry, LibraryAnswer, LibraryQuery } from './protocol.js';
import { store, useSnapshot } from './store.js';

const PAGE = 100;
const TYPING_MS = 120;

export interface Search {
  text: string;
  family: string;
  tag: string;
  favourites: boolean;
}

export const everything: Search = { text: '', family: '', tag: '', favourites: false };

function queryOf({ text, family, tag, favourites }: Search, offset: number): LibraryQuery {
  return {
    offset,
    limit: PAGE,
    favourites,
    ...(text && { text }),
    ...(family && { family }),
    ...(tag && { tag }),
  };
}

export function useLibrary(search: Search) {
  const { libraryRevision, connection } = useSnapshot();
  const [answer, setAnswer] = useState<LibraryAnswer | undefined>();
  const [entries, setEntries] = useState<Entry[]>([]);
  const asked = useRef(0);

  const load = useCallback(
    async (offset: number) => {
      asked.current += 1;
      const mine = asked.current;
      try {
        const next = await store.library(queryOf(search, offset));
        if (mine !== asked.current) return;
        setAnswer(next);
        setEntries((before) => (offset === 0 ? next.entries : [...before, ...next.entries]));
      } catch (error) {
        // A lost connection is said at the top of the page, and asked again when it is back.
        if (mine === asked.current && store.snapshot().connection === 'open')
          store.say((error as Error).message, 'problem');
      }
    },
    [search],
  );

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new revision is the reason to ask again
  useEffect(() => {
    if (connection !== 'open') return;
    const timer = setTimeout(() => load(0), search.text ? TYPING_MS : 0);
    return () => clearTimeout(timer);
  }, [load, libraryRevision, connection]);

  const setFavourite = (path: string, on: boolean) => {
    setEntries((all) => all.map((entry) => (entry.path === path ? { ...entry, favourite: on } : entry)));
    store.send('favourite', { path, on });
  };
  return { answer, entries, more: () => load(entries.length), setFavourite };
}
