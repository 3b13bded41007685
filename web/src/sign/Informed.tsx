import { useMessages } from '../messages';
import { actWords } from '../messages/acts';

/** Who is only informed has nothing to do, and is told so. */
export function Informed() {
  const { locale } = useMessages();
  const w = actWords[locale].role.cc;
  return (
    <div className="agree">
      <h2 className="agree-title">{w.title}</h2>
      <p>{w.lead}</p>
      <p className="small muted">{w.note}</p>
    </div>
  );
}
