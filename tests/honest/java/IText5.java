import com.itextpdf.text.Document;
import com.itextpdf.text.Paragraph;
import com.itextpdf.text.Rectangle;
import com.itextpdf.text.pdf.AcroFields;
import com.itextpdf.text.pdf.PdfAnnotation;
import com.itextpdf.text.pdf.PdfFormField;
import com.itextpdf.text.pdf.PdfReader;
import com.itextpdf.text.pdf.PdfSigLockDictionary;
import com.itextpdf.text.pdf.PdfSignatureAppearance;
import com.itextpdf.text.pdf.PdfStamper;
import com.itextpdf.text.pdf.PdfWriter;
import com.itextpdf.text.pdf.RadioCheckField;
import com.itextpdf.text.pdf.TextField;
import com.itextpdf.text.pdf.security.BouncyCastleDigest;
import com.itextpdf.text.pdf.security.LtvTimestamp;
import com.itextpdf.text.pdf.security.LtvVerification;
import com.itextpdf.text.pdf.security.MakeSignature;
import com.itextpdf.text.pdf.security.PrivateKeySignature;
import com.itextpdf.text.pdf.security.TSAClient;
import java.io.FileOutputStream;
import java.security.MessageDigest;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;

/** iText 5: makes, signs, fills in, annotates, adds validation data. */
class IText5 {
    static void register(Map<String, Honest.Work> verbs) {
        verbs.put("itext5-make", IText5::make);
        verbs.put("itext5-sign", IText5::sign);
        verbs.put("itext5-stamp", IText5::stamp);
        verbs.put("itext5-ltv", IText5::ltv);
        verbs.put("itext5-fill", (in, out, o) -> change(in, out, s -> fill(s, o.get("fill"))));
        verbs.put("itext5-note", (in, out, o) -> change(in, out, IText5::note));
        verbs.put("itext5-info", (in, out, o) -> change(in, out, s -> s.setMoreInfo(new HashMap<>(Map.of("Title", "A new title")))));
    }

    static final TSAClient tsa = new TSAClient() {
        public int getTokenSizeEstimate() {
            return 6000;
        }
        public MessageDigest getMessageDigest() throws java.security.GeneralSecurityException {
            return MessageDigest.getInstance("SHA-256");
        }
        public byte[] getTimeStampToken(byte[] imprint) throws Exception {
            return Tsa.token(imprint);
        }
    };

    /** Encrypted files have an empty user password; iText wants the owner's for changes. */
    private static PdfReader open(String in) throws Exception {
        return new PdfReader(in, "owner".getBytes());
    }

    private static void make(String in, String out, Map<String, String> o) throws Exception {
        Document doc = new Document();
        PdfWriter w = PdfWriter.getInstance(doc, new FileOutputStream(out));
        if (o.containsKey("compressed"))
            w.setFullCompression();
        if (o.containsKey("tagged"))
            w.setTagged();
        doc.open();
        doc.add(new Paragraph("Agreement made with iText 5"));
        if (o.containsKey("form"))
            form(w);
        doc.newPage();
        doc.add(new Paragraph("Second page"));
        doc.close();
    }

    private static void form(PdfWriter w) throws Exception {
        TextField company = new TextField(w, new Rectangle(72, 600, 272, 620), "company");
        TextField person = new TextField(w, new Rectangle(72, 560, 272, 580), "person");
        RadioCheckField agree = new RadioCheckField(w, new Rectangle(72, 520, 90, 538), "agree", "Yes");
        TextField colour = new TextField(w, new Rectangle(72, 480, 272, 500), "colour");
        PdfFormField sign = PdfFormField.createSignature(w);
        PdfFormField radios = PdfFormField.createRadioButton(w, true);
        agree.setCheckType(RadioCheckField.TYPE_CHECK);
        colour.setChoices(new String[] {"red", "green"});
        colour.setChoiceExports(new String[] {"red", "green"});
        w.addAnnotation(company.getTextField());
        w.addAnnotation(person.getTextField());
        w.addAnnotation(agree.getCheckField());
        w.addAnnotation(colour.getComboField());
        radios.setFieldName("size");
        for (int i = 0; i < 2; i++) {
            RadioCheckField one = new RadioCheckField(w, new Rectangle(72 + 40 * i, 440, 90 + 40 * i, 458), null, i == 0 ? "small" : "large");
            one.setCheckType(RadioCheckField.TYPE_CIRCLE);
            radios.addKid(one.getRadioField());
        }
        w.addAnnotation(radios);
        sign.setWidget(new Rectangle(300, 600, 450, 640), PdfAnnotation.HIGHLIGHT_NONE);
        sign.setFieldName("seal");
        sign.setFlags(PdfAnnotation.FLAGS_PRINT);
        w.addAnnotation(sign);
    }

    private static void sign(String in, String out, Map<String, String> o) throws Exception {
        Keys k = Keys.of(o.getOrDefault("key", "rsa2048"));
        PdfReader reader = open(in);
        PdfStamper stamper = PdfStamper.createSignature(reader, new FileOutputStream(out), '\0', null, !o.containsKey("rewrite"));
        PdfSignatureAppearance look = stamper.getSignatureAppearance();
        look.setReason("Agreed");
        look.setLocation("Tokyo");
        if (o.containsKey("field"))
            look.setVisibleSignature(o.get("field"));
        else if (o.containsKey("visible"))
            look.setVisibleSignature(new Rectangle(300, 60, 480, 110), 1, o.get("visible"));
        if (o.containsKey("certify"))
            look.setCertificationLevel(Integer.parseInt(o.get("certify")));
        if (o.containsKey("lock"))
            look.setFieldLockDict(new PdfSigLockDictionary(PdfSigLockDictionary.LockAction.INCLUDE, o.get("lock").split(",")));
        MakeSignature.signDetached(look, new BouncyCastleDigest(), new PrivateKeySignature(k.key, o.getOrDefault("digest", "SHA-256"), "BC"),
            k.chain, null, null, o.containsKey("stamp") ? tsa : null, 0,
            o.containsKey("cades") ? MakeSignature.CryptoStandard.CADES : MakeSignature.CryptoStandard.CMS);
    }

    private static void stamp(String in, String out, Map<String, String> o) throws Exception {
        PdfStamper stamper = PdfStamper.createSignature(open(in), new FileOutputStream(out), '\0', null, true);
        LtvTimestamp.timestamp(stamper.getSignatureAppearance(), tsa, null);
    }

    private static void ltv(String in, String out, Map<String, String> o) throws Exception {
        change(in, out, stamper -> {
            LtvVerification ltv = stamper.getLtvVerification();
            AcroFields fields = stamper.getAcroFields();
            for (String name : fields.getSignatureNames())
                ltv.addVerification(name, null, Collections.singleton(Keys.crl()),
                    Collections.singleton(Keys.of("root").certificate().getEncoded()));
            ltv.merge();
        });
    }

    interface Step {
        void run(PdfStamper s) throws Exception;
    }

    private static void change(String in, String out, Step step) throws Exception {
        PdfStamper stamper = new PdfStamper(open(in), new FileOutputStream(out), '\0', true);
        step.run(stamper);
        stamper.close();
    }

    private static void fill(PdfStamper s, String pairs) throws Exception {
        for (String pair : pairs.split(";")) {
            String[] parts = pair.split(":");
            if (!s.getAcroFields().setField(parts[0], parts[1]))
                throw new IllegalArgumentException("no field " + parts[0]);
        }
    }

    private static void note(PdfStamper s) {
        s.addAnnotation(PdfAnnotation.createText(s.getWriter(), new Rectangle(520, 800, 540, 820), "Note", "Read again", false, "Comment"), 1);
    }
}
