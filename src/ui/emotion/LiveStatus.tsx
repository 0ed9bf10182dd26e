/** What the reading of this moment is read from, and how often where the machine cannot keep up. */
import { useSessionState } from '../sessionContext';

/** The pace aimed at is ten a second; from here on it looks as alive, and says nothing about the machine. */
const LIVELY_RATE = 8;

/** Empty while no sound comes. @param props.source null while nobody speaks. */
export function LiveStatus({ source }: { readonly source: string | null }) {
  const rate = useSessionState(({ listening }) => {
    const readings = listening?.live?.readingsPerSecond ?? null;
    return readings === null ? null : Math.max(1, Math.round(readings));
  });
  const paused = useSessionState(({ listening }) => Boolean(listening?.pause));
  if (paused) return null;
  const parts = ['live'];
  if (source !== null) parts.push(source);
  if (rate !== null && rate < LIVELY_RATE) {
    parts.push(`${rate} ${rate === 1 ? 'reading' : 'readings'} a second here`);
  }
  return <p>{parts.join(', ')}</p>;
}
