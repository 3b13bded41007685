import { useEffect, useRef } from 'react';

/** Bytes of a picture, drawn: the content security policy allows no blob: address in an image. */
export function Drawn({ blob, label }: { blob: Blob; label: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    let current = true;
    void createImageBitmap(blob)
      .then((bitmap) => {
        const surface = canvas.current;
        if (!current || !surface) return;
        surface.width = bitmap.width;
        surface.height = bitmap.height;
        surface.getContext('2d')?.drawImage(bitmap, 0, 0);
        bitmap.close();
      })
      .catch(() => {});
    return () => {
      current = false;
    };
  }, [blob]);
  return (
    <div className="seal-picture">
      <canvas ref={canvas} role="img" aria-label={label} width={0} height={0} />
    </div>
  );
}
