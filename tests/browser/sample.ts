/** A two-page PDF with text in an unembedded Japanese font, written by hand. */
export function samplePdf(more: string[] = []): Buffer {
  const utf16 = (text: string) =>
    `<${[...text].map((c) => c.charCodeAt(0).toString(16).padStart(4, '0')).join('')}>`;
  const page = (lines: string[]) => {
    const body = lines
      .map((line, i) => `1 0 0 1 72 ${770 - i * 28} Tm ${utf16(line)} Tj`)
      .join('\n');
    return `BT /F1 13 Tf\n${body}\nET`;
  };
  const one = page([
    '業務委託契約書',
    '',
    '株式会社スカイ商事（以下「甲」という。）と山田製作所（以下「乙」という。）は、',
    '次のとおり業務委託契約を締結する。',
    '',
    '第１条（目的）',
    '甲は、本契約に定める業務を乙に委託し、乙はこれを受託する。',
    '第２条（期間）',
    '契約期間は、令和８年１２月１日から１年間とする。',
    '第３条（委託料）',
    '委託料は、月額３００，０００円（消費税別）とする。',
  ]);
  const two = page([
    '第４条（秘密保持）',
    '甲及び乙は、相手方の秘密を第三者に開示しない。',
    ...more,
    '以上',
  ]);
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R 4 0 R] /Count 2 /MediaBox [0 0 595 842] /Resources << /Font << /F1 7 0 R >> >> >>',
    '<< /Type /Page /Parent 2 0 R /Contents 5 0 R >>',
    '<< /Type /Page /Parent 2 0 R /Contents 6 0 R >>',
    `<< /Length ${one.length} >>\nstream\n${one}\nendstream`,
    `<< /Length ${two.length} >>\nstream\n${two}\nendstream`,
    '<< /Type /Font /Subtype /Type0 /BaseFont /Ryumin-Light /Encoding /UniJIS-UTF16-H /DescendantFonts [8 0 R] >>',
    '<< /Type /Font /Subtype /CIDFontType0 /BaseFont /Ryumin-Light /CIDSystemInfo << /Registry (Adobe) /Ordering (Japan1) /Supplement 6 >> /FontDescriptor 9 0 R /DW 1000 >>',
    '<< /Type /FontDescriptor /FontName /Ryumin-Light /Flags 4 /FontBBox [0 -120 1000 880] /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 700 /StemV 80 >>',
  ];
  let out = '%PDF-1.7\n';
  const offsets: number[] = [];
  objects.forEach((object, i) => {
    offsets.push(out.length);
    out += `${i + 1} 0 obj\n${object}\nendobj\n`;
  });
  const start = out.length;
  out += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n`;
  for (const offset of offsets) out += `${String(offset).padStart(10, '0')} 00000 n \n`;
  out += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`;
  return Buffer.from(out, 'latin1');
}
