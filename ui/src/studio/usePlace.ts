import { useEffect, useState } from 'react';

/** Which of the pages is shown: it stands in the address, so that Back, Forward and a reload keep it. */
export function usePlace<Id extends string>(places: readonly Id[]): [Id, (id: Id) => void] {
  const read = () => places.find((id) => location.hash === `#${id}`) ?? places[0];
  const [place, setPlace] = useState(read);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the pages stay the same
  useEffect(() => {
    const look = () => setPlace(read());
    addEventListener('hashchange', look);
    return () => removeEventListener('hashchange', look);
  }, []);
  const go = (id: Id) => {
    if (id === place) return;
    location.hash = id;
    setPlace(id);
    scrollTo(0, 0);
  };
  return [place, go];
}
