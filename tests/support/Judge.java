import java.io.File;
import java.io.FileInputStream;
import java.nio.file.Files;
import java.security.Security;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.interactive.digitalsignature.PDSignature;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.tsp.TimeStampToken;

/** Prints one line a signature: "INDEX SUBFILTER valid|invalid trusted|untrusted covers|partial END". With --all, of many
 * files, each line after the file's name and a tab; what cannot be read has no line. */
public class Judge {
    public static void main(String[] args) throws Exception {
        Security.addProvider(new BouncyCastleProvider());
        if (args[0].equals("--all")) {
            for (int i = 1; i < args.length; i++)
                judgeAll(args[i]);
            return;
        }
        byte[] file = Files.readAllBytes(new File(args[0]).toPath());
        List<X509Certificate> roots = new ArrayList<>();
        if (args.length > 1)
            try (FileInputStream in = new FileInputStream(args[1])) {
                for (Certificate c : CertificateFactory.getInstance("X.509").generateCertificates(in))
                    roots.add((X509Certificate) c);
            }
        try (PDDocument doc = PDDocument.load(file)) {
            int i = 0;
            for (PDSignature sig : doc.getSignatureDictionaries())
                System.out.println(verdict(i++, sig, file, roots));
        }
    }

    static void judgeAll(String name) throws Exception {
        byte[] file = Files.readAllBytes(new File(name).toPath());
        try (PDDocument doc = PDDocument.load(file)) {
            int i = 0;
            for (PDSignature sig : doc.getSignatureDictionaries())
                try {
                    System.out.println(name + "\t" + verdict(i++, sig, file, List.of()));
                } catch (Exception e) {
                    System.err.println(name + ": " + e);
                }
        }
    }

    static String verdict(int index, PDSignature sig, byte[] file, List<X509Certificate> roots) throws Exception {
        int[] range = sig.getByteRange();
        byte[] contents = trimmed(sig.getContents(file));
        CMSSignedData cms = "ETSI.RFC3161".equals(sig.getSubFilter()) ? new CMSSignedData(contents)
            : new CMSSignedData(new CMSProcessableByteArray(sig.getSignedContent(file)), contents);
        boolean valid = true, trusted = !roots.isEmpty();
        for (SignerInformation s : cms.getSignerInfos().getSigners()) {
            @SuppressWarnings("unchecked")
            Collection<X509CertificateHolder> own = cms.getCertificates().getMatches(s.getSID());
            X509CertificateHolder holder = own.iterator().next();
            valid &= s.verify(new JcaSimpleSignerInfoVerifierBuilder().setProvider("BC").build(holder));
            trusted &= issuedByAny(cms, holder, roots);
        }
        if ("ETSI.RFC3161".equals(sig.getSubFilter()))
            valid &= new TimeStampToken(cms) != null;
        boolean covers = range[0] == 0 && (long) range[2] + range[3] == file.length;
        return index + " " + sig.getSubFilter() + (valid ? " valid" : " invalid")
            + (trusted ? " trusted" : " untrusted") + (covers ? " covers" : " partial") + " " + (range[2] + range[3]);
    }

    static byte[] trimmed(byte[] der) throws Exception {
        try (org.bouncycastle.asn1.ASN1InputStream in = new org.bouncycastle.asn1.ASN1InputStream(der)) {
            return in.readObject().getEncoded();
        }
    }

    static boolean issuedByAny(CMSSignedData cms, X509CertificateHolder leaf, List<X509Certificate> roots) throws Exception {
        for (X509Certificate root : roots)
            if (issuedBy(cms, leaf, root))
                return true;
        return false;
    }

    static boolean issuedBy(CMSSignedData cms, X509CertificateHolder leaf, X509Certificate root) throws Exception {
        X509CertificateHolder at = leaf;
        X509CertificateHolder anchor = new X509CertificateHolder(root.getEncoded());
        for (int depth = 0; depth < 6; depth++) {
            if (at.equals(anchor) || at.getIssuer().equals(anchor.getSubject()) && at.isSignatureValid(
                    new org.bouncycastle.cert.jcajce.JcaX509ContentVerifierProviderBuilder().build(anchor)))
                return true;
            X509CertificateHolder next = null;
            for (Object o : cms.getCertificates().getMatches(null)) {
                X509CertificateHolder c = (X509CertificateHolder) o;
                if (c.getSubject().equals(at.getIssuer()) && !c.equals(at))
                    next = c;
            }
            if (next == null)
                return false;
            at = next;
        }
        return false;
    }
}
