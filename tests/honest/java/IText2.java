import com.lowagie.text.Document;
import com.lowagie.text.Paragraph;
import com.lowagie.text.Rectangle;
import com.lowagie.text.pdf.PdfDate;
import com.lowagie.text.pdf.PdfDictionary;
import com.lowagie.text.pdf.PdfName;
import com.lowagie.text.pdf.PdfReader;
import com.lowagie.text.pdf.PdfSignature;
import com.lowagie.text.pdf.PdfSignatureAppearance;
import com.lowagie.text.pdf.PdfStamper;
import com.lowagie.text.pdf.PdfString;
import com.lowagie.text.pdf.PdfWriter;
import java.io.FileOutputStream;
import java.util.HashMap;
import java.util.Map;

/** iText 2.1.7, which thousands of older programs carry: the signatures of the years before PAdES. */
class IText2 {
    static void register(Map<String, Honest.Work> verbs) {
        verbs.put("itext2-make", IText2::make);
        verbs.put("itext2-sign", IText2::sign);
    }

    private static void make(String in, String out, Map<String, String> o) throws Exception {
        Document doc = new Document();
        PdfWriter.getInstance(doc, new FileOutputStream(out));
        doc.open();
        doc.add(new Paragraph("Agreement made with iText 2"));
        doc.close();
    }

    /** iText 2 reads no certificate of version 3 with today's BouncyCastle: it writes the file, the signature comes from outside. */
    private static void sign(String in, String out, Map<String, String> o) throws Exception {
        PdfStamper stamper = PdfStamper.createSignature(new PdfReader(in), new FileOutputStream(out), '\0', null, !o.containsKey("rewrite"));
        PdfSignatureAppearance look = stamper.getSignatureAppearance();
        String filter = o.get("filter");
        PdfSignature dictionary = new PdfSignature(PdfName.ADOBE_PPKLITE, new PdfName(filter));
        HashMap<PdfName, Integer> room = new HashMap<>();
        PdfDictionary last = new PdfDictionary();
        byte[] contents = new byte[0x2000];
        look.setReason("Agreed");
        if (o.containsKey("visible"))
            look.setVisibleSignature(new Rectangle(300, 60, 480, 110), 1, o.get("visible"));
        look.setLayer2Text("Signed with iText 2");
        if (o.containsKey("certify"))
            look.setCertificationLevel(Integer.parseInt(o.get("certify")));
        dictionary.setReason("Agreed");
        dictionary.setDate(new PdfDate(look.getSignDate()));
        if (filter.equals(Cms.RAW))
            dictionary.setCert(Keys.of(o.getOrDefault("key", "rsa2048")).certificate().getEncoded());
        look.setCryptoDictionary(dictionary);
        room.put(PdfName.CONTENTS, 2 * contents.length + 2);
        look.preClose(room);
        byte[] value = Cms.of(look.getRangeStream().readAllBytes(), filter, o);
        System.arraycopy(value, 0, contents, 0, value.length);
        last.put(PdfName.CONTENTS, new PdfString(contents).setHexWriting(true));
        look.close(last);
    }
}
