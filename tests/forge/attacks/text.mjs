// What the forger wants to be read.
import { streamText } from "../lib/pdf.mjs";

export const forgedPage = "BT /F1 18 Tf 72 720 Td (I owe you a million) Tj ET";
export const FORGED = streamText(forgedPage);
export const forgedBody = (number) => `${number} 0 obj\n${FORGED}\nendobj\n`;
/** A form XObject that draws a word, to lie over something. */
export const drawn = (text, box = "0 0 500 300") =>
  streamText(`1 1 1 rg 0 0 500 300 re f 0 g BT /Helv 18 Tf 5 100 Td (${text}) Tj ET`, `/Type /XObject /Subtype /Form /BBox [${box}] /Resources << /Font << /Helv << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> `);
