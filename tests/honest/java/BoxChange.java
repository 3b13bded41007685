import java.io.File;
import java.io.FileOutputStream;
import java.util.Calendar;
import java.util.Map;
import org.apache.pdfbox.cos.COSArray;
import org.apache.pdfbox.cos.COSBase;
import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.cos.COSObject;
import org.apache.pdfbox.cos.COSStream;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.PDResources;
import org.apache.pdfbox.pdmodel.common.PDMetadata;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.encryption.AccessPermission;
import org.apache.pdfbox.pdmodel.encryption.StandardProtectionPolicy;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.graphics.color.PDColor;
import org.apache.pdfbox.pdmodel.graphics.color.PDDeviceRGB;
import org.apache.pdfbox.pdmodel.interactive.annotation.PDAnnotation;
import org.apache.pdfbox.pdmodel.interactive.annotation.PDAnnotationText;
import org.apache.pdfbox.pdmodel.interactive.annotation.PDAnnotationTextMarkup;
import org.apache.pdfbox.pdmodel.interactive.annotation.PDAnnotationWidget;
import org.apache.pdfbox.pdmodel.interactive.form.PDAcroForm;
import org.apache.pdfbox.pdmodel.interactive.form.PDField;
import org.apache.pdfbox.pdmodel.interactive.form.PDTerminalField;
import org.apache.pdfbox.pdmodel.interactive.form.PDTextField;

/** What people do with PDFBox before and after signing: documents and incremental saves. */
class BoxChange {
    static void register(Map<String, Honest.Work> verbs) {
        verbs.put("box-make", BoxChange::make);
        verbs.put("box-encrypt", BoxChange::encrypt);
        verbs.put("box-fill", (in, out, o) -> change(in, out, doc -> fill(doc, o)));
        verbs.put("box-info", (in, out, o) -> change(in, out, BoxChange::info));
        verbs.put("box-metadata", (in, out, o) -> change(in, out, BoxChange::metadata));
        verbs.put("box-note", (in, out, o) -> change(in, out, BoxChange::note));
        verbs.put("box-highlight", (in, out, o) -> change(in, out, BoxChange::highlight));
        verbs.put("box-dss", (in, out, o) -> change(in, out, BoxChange::dss));
    }

    interface Step {
        void run(PDDocument doc) throws Exception;
    }

    private static void change(String in, String out, Step step) throws Exception {
        try (PDDocument doc = PDDocument.load(new File(in)); FileOutputStream to = new FileOutputStream(out)) {
            step.run(doc);
            doc.saveIncremental(to);
        }
    }

    private static void make(String in, String out, Map<String, String> o) throws Exception {
        try (PDDocument doc = new PDDocument()) {
            for (int i = 1; i <= 3; i++) {
                PDPage page = new PDPage(PDRectangle.A4);
                doc.addPage(page);
                try (PDPageContentStream draw = new PDPageContentStream(doc, page)) {
                    draw.beginText();
                    draw.setFont(PDType1Font.TIMES_ROMAN, 14);
                    draw.newLineAtOffset(72, 720);
                    draw.showText("Agreement, page " + i);
                    draw.endText();
                }
            }
            if (o.containsKey("form"))
                form(doc);
            doc.save(out);
        }
    }

    private static void form(PDDocument doc) throws Exception {
        PDAcroForm form = new PDAcroForm(doc);
        PDResources fonts = new PDResources();
        doc.getDocumentCatalog().setAcroForm(form);
        fonts.put(COSName.getPDFName("Helv"), PDType1Font.HELVETICA);
        form.setDefaultResources(fonts);
        form.setDefaultAppearance("/Helv 0 Tf 0 g");
        for (String name : new String[] {"company", "person"}) {
            PDTextField field = new PDTextField(form);
            PDAnnotationWidget widget = field.getWidgets().get(0);
            field.setPartialName(name);
            field.setDefaultAppearance("/Helv 12 Tf 0 g");
            form.getFields().add(field);
            widget.setRectangle(new PDRectangle(72, name.equals("company") ? 600 : 560, 200, 20));
            widget.setPage(doc.getPage(0));
            widget.setPrinted(true);
            doc.getPage(0).getAnnotations().add(widget);
        }
    }

    private static void encrypt(String in, String out, Map<String, String> o) throws Exception {
        try (PDDocument doc = PDDocument.load(new File(in))) {
            StandardProtectionPolicy policy = new StandardProtectionPolicy("owner", "", new AccessPermission());
            policy.setEncryptionKeyLength(Integer.parseInt(o.get("bits")));
            policy.setPreferAES(o.containsKey("aes"));
            doc.protect(policy);
            doc.save(out);
        }
    }

    private static void touch(COSBase... changed) {
        for (COSBase item : changed) {
            if (item instanceof COSObject)
                item = ((COSObject) item).getObject();
            if (item instanceof COSDictionary)
                ((COSDictionary) item).setNeedToBeUpdated(true);
            else if (item instanceof COSArray)
                ((COSArray) item).setNeedToBeUpdated(true);
        }
    }

    /** fill=NAME:VALUE; the field, its widgets and the appearances that PDFBox makes for them are saved. */
    private static void fill(PDDocument doc, Map<String, String> o) throws Exception {
        PDAcroForm form = doc.getDocumentCatalog().getAcroForm();
        for (String pair : o.get("fill").split(";")) {
            String[] parts = pair.split(":");
            PDField field = form.getField(parts[0]);
            field.setValue(parts[1]);
            for (PDField up = field; up != null; up = up.getParent())
                touch(up.getCOSObject(), up.getCOSObject().getDictionaryObject(COSName.KIDS));
            for (PDAnnotationWidget widget : ((PDTerminalField) field).getWidgets()) {
                COSDictionary look = (COSDictionary) widget.getCOSObject().getDictionaryObject(COSName.AP);
                touch(widget.getCOSObject(), look);
                if (look != null && look.getDictionaryObject(COSName.N) instanceof COSStream && field instanceof PDTextField)
                    touch(look.getDictionaryObject(COSName.N));
            }
        }
        COSDictionary catalog = doc.getDocumentCatalog().getCOSObject();
        touch(catalog, form.getCOSObject(), form.getCOSObject().getDictionaryObject(COSName.FIELDS));
    }

    private static void info(PDDocument doc) {
        doc.getDocumentInformation().setModificationDate(Calendar.getInstance());
        doc.getDocumentInformation().setTitle("A new title");
        touch(doc.getDocumentInformation().getCOSObject());
    }

    private static void metadata(PDDocument doc) throws Exception {
        PDMetadata metadata = new PDMetadata(doc);
        metadata.importXMPMetadata(("<?xpacket begin=\"\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?><x:xmpmeta xmlns:x=\"adobe:ns:meta/\">"
            + "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"><rdf:Description rdf:about=\"\""
            + " xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" xmp:ModifyDate=\"2026-11-26T00:00:00Z\"/></rdf:RDF></x:xmpmeta>"
            + "<?xpacket end=\"w\"?>").getBytes("UTF-8"));
        doc.getDocumentCatalog().setMetadata(metadata);
        touch(doc.getDocumentCatalog().getCOSObject());
    }

    private static void annotate(PDDocument doc, PDAnnotation note) throws Exception {
        PDPage page = doc.getPage(0);
        note.setPage(page);
        note.setPrinted(true);
        java.util.List<PDAnnotation> all = page.getAnnotations();
        all.add(note);
        page.setAnnotations(all);
        note.constructAppearances(doc);
        touch(page.getCOSObject(), page.getCOSObject().getItem(COSName.ANNOTS), note.getCOSObject());
        for (COSBase up = page.getCOSObject().getDictionaryObject(COSName.PARENT); up != null;
             up = ((COSDictionary) up).getDictionaryObject(COSName.PARENT))
            touch(up, ((COSDictionary) up).getDictionaryObject(COSName.KIDS));
        touch(doc.getDocumentCatalog().getCOSObject());
    }

    private static void note(PDDocument doc) throws Exception {
        PDAnnotationText note = new PDAnnotationText();
        note.setRectangle(new PDRectangle(520, 800, 18, 20));
        note.setContents("Please read article 3 again");
        note.setName(PDAnnotationText.NAME_COMMENT);
        annotate(doc, note);
    }

    private static void highlight(PDDocument doc) throws Exception {
        PDAnnotationTextMarkup mark = new PDAnnotationTextMarkup(PDAnnotationTextMarkup.SUB_TYPE_HIGHLIGHT);
        mark.setRectangle(new PDRectangle(72, 715, 150, 20));
        mark.setQuadPoints(new float[] {72, 735, 222, 735, 72, 715, 222, 715});
        mark.setColor(new PDColor(new float[] {1, 1, 0}, PDDeviceRGB.INSTANCE));
        annotate(doc, mark);
    }

    /** A document security store with the root, the signer's certificate and the root's revocation list. */
    private static void dss(PDDocument doc) throws Exception {
        COSDictionary catalog = doc.getDocumentCatalog().getCOSObject(), dss = new COSDictionary();
        COSArray certs = new COSArray(), crls = new COSArray();
        certs.add(stream(doc, Keys.of("root").certificate().getEncoded()));
        certs.add(stream(doc, Keys.of("rsa2048").certificate().getEncoded()));
        crls.add(stream(doc, Keys.crl()));
        dss.setItem(COSName.TYPE, COSName.getPDFName("DSS"));
        dss.setItem("Certs", certs);
        dss.setItem("CRLs", crls);
        catalog.setItem("DSS", dss);
        touch(catalog, dss, certs, crls);
    }

    private static COSStream stream(PDDocument doc, byte[] data) throws Exception {
        COSStream s = doc.getDocument().createCOSStream();
        try (java.io.OutputStream to = s.createOutputStream(COSName.FLATE_DECODE)) {
            to.write(data);
        }
        s.setNeedToBeUpdated(true);
        return s;
    }
}
