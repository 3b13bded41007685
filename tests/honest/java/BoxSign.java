import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.util.Calendar;
import java.util.Map;
import org.apache.pdfbox.cos.COSArray;
import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.cos.COSString;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.PDResources;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.common.PDStream;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.graphics.form.PDFormXObject;
import org.apache.pdfbox.pdmodel.interactive.annotation.PDAnnotationWidget;
import org.apache.pdfbox.pdmodel.interactive.annotation.PDAppearanceDictionary;
import org.apache.pdfbox.pdmodel.interactive.annotation.PDAppearanceStream;
import org.apache.pdfbox.pdmodel.interactive.digitalsignature.PDSignature;
import org.apache.pdfbox.pdmodel.interactive.digitalsignature.SignatureOptions;
import org.apache.pdfbox.pdmodel.interactive.form.PDAcroForm;
import org.apache.pdfbox.pdmodel.interactive.form.PDSignatureField;

/** Signs with PDFBox, the CMS by BouncyCastle. */
class BoxSign {
    static void register(Map<String, Honest.Work> verbs) {
        verbs.put("box-sign", BoxSign::sign);
    }

    static void sign(String in, String out, Map<String, String> o) throws Exception {
        String filter = o.getOrDefault("filter", Cms.DETACHED);
        try (PDDocument doc = PDDocument.load(new File(in)); FileOutputStream to = new FileOutputStream(out);
             SignatureOptions options = new SignatureOptions()) {
            PDSignature sig = new PDSignature();
            sig.setFilter(PDSignature.FILTER_ADOBE_PPKLITE);
            sig.setSubFilter(COSName.getPDFName(filter));
            if (filter.equals(Cms.STAMP)) {
                sig.setType(COSName.DOC_TIME_STAMP);
            } else {
                sig.setName("PDFBox " + o.getOrDefault("key", "rsa2048"));
                sig.setReason("Agreed");
                sig.setSignDate(Calendar.getInstance());
            }
            if (filter.equals(Cms.RAW))
                sig.getCOSObject().setItem(COSName.CERT, new COSString(Keys.of(o.getOrDefault("key", "rsa2048")).certificate().getEncoded()));
            if (o.containsKey("certify"))
                certify(doc, sig, Integer.parseInt(o.get("certify")));
            if (o.containsKey("lock"))
                lock(sig, o.get("lock"), o.getOrDefault("fields", ""));
            if (o.containsKey("usage"))
                usageRights(doc, sig);
            if (o.containsKey("field"))
                use(doc, o.get("field"), sig);
            options.setPreferredSignatureSize(0x4000);
            if (o.containsKey("visible"))
                options.setVisualSignature(look());
            doc.addSignature(sig, content -> contents(content, filter, o), options);
            if (o.containsKey("usage"))
                withoutField(doc);
            doc.saveIncremental(to);
        }
    }

    private static byte[] contents(InputStream content, String filter, Map<String, String> o) {
        try {
            return Cms.of(content.readAllBytes(), filter, o);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static COSDictionary reference(PDSignature sig, String method, COSDictionary parameters) {
        COSDictionary reference = new COSDictionary();
        COSArray references = (COSArray) sig.getCOSObject().getDictionaryObject("Reference");
        if (references == null)
            references = new COSArray();
        reference.setItem(COSName.TYPE, COSName.getPDFName("SigRef"));
        reference.setItem("TransformMethod", COSName.getPDFName(method));
        reference.setItem("TransformParams", parameters);
        parameters.setItem(COSName.TYPE, COSName.getPDFName("TransformParams"));
        parameters.setItem("V", COSName.getPDFName("1.2"));
        references.add(reference);
        references.setNeedToBeUpdated(true);
        reference.setNeedToBeUpdated(true);
        parameters.setNeedToBeUpdated(true);
        sig.getCOSObject().setItem("Reference", references);
        return reference;
    }

    /** As PDFBox's own example does it: DocMDP, reached through the catalog's /Perms. */
    private static void certify(PDDocument doc, PDSignature sig, int p) {
        COSDictionary parameters = new COSDictionary(), perms = new COSDictionary();
        COSDictionary catalog = doc.getDocumentCatalog().getCOSObject();
        parameters.setInt("P", p);
        reference(sig, "DocMDP", parameters);
        perms.setItem("DocMDP", sig);
        catalog.setItem("Perms", perms);
        catalog.setNeedToBeUpdated(true);
        perms.setNeedToBeUpdated(true);
    }

    private static void lock(PDSignature sig, String action, String fields) {
        COSDictionary parameters = new COSDictionary();
        parameters.setItem("Action", COSName.getPDFName(action));
        if (!action.equals("All")) {
            COSArray names = new COSArray();
            for (String name : fields.split(","))
                names.add(new COSString(name));
            parameters.setItem("Fields", names);
        }
        reference(sig, "FieldMDP", parameters);
    }

    /** Usage rights, as a vendor's server grants them (ISO 32000-1 §12.8.2.3). */
    private static void usageRights(PDDocument doc, PDSignature sig) {
        COSDictionary parameters = new COSDictionary(), perms = new COSDictionary();
        COSDictionary catalog = doc.getDocumentCatalog().getCOSObject();
        COSArray form = new COSArray();
        form.add(COSName.getPDFName("FillIn"));
        form.add(COSName.getPDFName("SubmitStandalone"));
        parameters.setItem("Form", form);
        reference(sig, "UR3", parameters);
        parameters.setItem("V", COSName.getPDFName("2.2"));
        perms.setItem("UR3", sig);
        catalog.setItem("Perms", perms);
        catalog.setNeedToBeUpdated(true);
        perms.setNeedToBeUpdated(true);
    }

    /** Usage rights are reached through the catalog alone: neither field nor widget (§12.8.1). */
    private static void withoutField(PDDocument doc) throws Exception {
        COSDictionary catalog = doc.getDocumentCatalog().getCOSObject();
        catalog.removeItem(COSName.ACRO_FORM);
        doc.getPage(0).getCOSObject().removeItem(COSName.ANNOTS);
    }

    private static void use(PDDocument doc, String name, PDSignature sig) throws Exception {
        PDSignatureField field = (PDSignatureField) doc.getDocumentCatalog().getAcroForm().getField(name);
        field.setValue(sig);
    }

    /** A one-page document whose signature field shows a line of text, as PDFBox's example builds it. */
    private static InputStream look() throws Exception {
        try (PDDocument doc = new PDDocument(); ByteArrayOutputStream to = new ByteArrayOutputStream()) {
            PDPage page = new PDPage(PDRectangle.A4);
            PDAcroForm form = new PDAcroForm(doc);
            PDRectangle box = new PDRectangle(60, 60, 180, 40);
            doc.addPage(page);
            doc.getDocumentCatalog().setAcroForm(form);
            form.setSignaturesExist(true);
            form.setAppendOnly(true);
            form.getCOSObject().setDirect(true);
            PDSignatureField field = new PDSignatureField(form);
            PDAnnotationWidget widget = field.getWidgets().get(0);
            form.getFields().add(field);
            widget.setRectangle(box);
            PDFormXObject shape = new PDFormXObject(new PDStream(doc));
            shape.setResources(new PDResources());
            shape.setFormType(1);
            shape.setBBox(new PDRectangle(box.getWidth(), box.getHeight()));
            PDAppearanceDictionary appearance = new PDAppearanceDictionary();
            appearance.getCOSObject().setDirect(true);
            PDAppearanceStream stream = new PDAppearanceStream(shape.getCOSObject());
            appearance.setNormalAppearance(stream);
            widget.setAppearance(appearance);
            try (PDPageContentStream draw = new PDPageContentStream(doc, stream)) {
                draw.beginText();
                draw.setFont(PDType1Font.HELVETICA, 10);
                draw.newLineAtOffset(5, 15);
                draw.showText("Signed with PDFBox");
                draw.endText();
            }
            doc.save(to);
            return new ByteArrayInputStream(to.toByteArray());
        }
    }
}
