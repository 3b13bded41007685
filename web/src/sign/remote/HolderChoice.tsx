import { useMessages } from '../../messages';
import { remoteWords } from '../../messages/remote';
import { Cards } from '../../ui/Cards';

/** In the place of a service's name: the key is not at one. */
export const LOCAL = '';

/** Where the party's key is: here, or at one of the services. */
export function HolderChoice({
  services,
  local,
  value,
  onValue,
}: {
  services: string[];
  /** What signs when no service does; null: nothing can. */
  local: 'program' | 'elsewhere' | null;
  value: string;
  onValue: (value: string) => void;
}) {
  const { locale } = useMessages();
  const w = remoteWords[locale].holder;
  const here = local && {
    value: LOCAL,
    title: local === 'program' ? w.program : w.elsewhere,
    means: local === 'program' ? w.programMeans : w.elsewhereMeans,
  };
  const there = services.map((name) => ({
    value: name,
    title: w.service(name),
    means: w.serviceMeans,
  }));
  return (
    <Cards
      legend={w.legend}
      name="holder"
      value={value}
      choices={here ? [here, ...there] : there}
      onValue={onValue}
    />
  );
}
