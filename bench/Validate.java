import com.sun.management.OperatingSystemMXBean;
import java.io.File;
import java.io.FileInputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.security.Security;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.interactive.digitalsignature.PDSignature;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/** Validations per CPU-second by PDFBox 2 and BouncyCastle: the file from memory, the CMS with the digest over
 * ByteRange, the chain to the root. No comparison of revisions, no report.
 *   Validate FILE ROOT SECONDS WARM_UP   prints "BY_PROCESS BY_THREAD": all CPU of the process (with garbage
 *   collection and compiler), and that of the working thread alone. */
public class Validate {
    static final JcaX509CertificateConverter CONVERTER = new JcaX509CertificateConverter();

    public static void main(String[] args) throws Exception {
        Security.addProvider(new BouncyCastleProvider());
        byte[] file = Files.readAllBytes(new File(args[0]).toPath());
        TrustAnchor root;
        try (FileInputStream in = new FileInputStream(args[1])) {
            root = new TrustAnchor((X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in), null);
        }
        run(file, root, Double.parseDouble(args[3]));
        double[] costs = run(file, root, Double.parseDouble(args[2]));
        System.out.printf("%.1f %.1f%n", 1 / costs[0], 1 / costs[1]);
    }

    /** CPU-seconds of one validation: of the process, of this thread. */
    static double[] run(byte[] file, TrustAnchor root, double seconds) throws Exception {
        OperatingSystemMXBean process = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long begun = process.getProcessCpuTime(), thread = threadTime(), now = begun;
        int n = 0;
        for (; now - begun < seconds * 1e9; n++) {
            validate(file, root);
            now = process.getProcessCpuTime();
        }
        return new double[] { (now - begun) / 1e9 / n, (threadTime() - thread) / 1e9 / n };
    }

    static long threadTime() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    static void validate(byte[] file, TrustAnchor root) throws Exception {
        try (PDDocument doc = PDDocument.load(file)) {
            List<PDSignature> signatures = doc.getSignatureDictionaries();
            if (signatures.isEmpty())
                throw new IllegalStateException("no signature");
            for (PDSignature signature : signatures)
                verify(signature, file, root);
        }
    }

    @SuppressWarnings("unchecked")
    static void verify(PDSignature signature, byte[] file, TrustAnchor root) throws Exception {
        CMSSignedData cms = new CMSSignedData(new CMSProcessableByteArray(signature.getSignedContent(file)),
            signature.getContents(file));
        List<X509Certificate> certificates = new ArrayList<>();
        for (X509CertificateHolder c : cms.getCertificates().getMatches(null))
            certificates.add(CONVERTER.getCertificate(c));
        for (SignerInformation signer : cms.getSignerInfos().getSigners()) {
            X509CertificateHolder own = (X509CertificateHolder) cms.getCertificates().getMatches(signer.getSID()).iterator().next();
            if (!signer.verify(new JcaSimpleSignerInfoVerifierBuilder().setProvider("BC").build(own)))
                throw new IllegalStateException("the signature does not verify");
            build(CONVERTER.getCertificate(own), certificates, root);
        }
    }

    /** A chain to the root, or an exception. */
    static void build(X509Certificate own, List<X509Certificate> certificates, TrustAnchor root) throws Exception {
        X509CertSelector target = new X509CertSelector();
        target.setCertificate(own);
        PKIXBuilderParameters how = new PKIXBuilderParameters(Set.of(root), target);
        how.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(certificates)));
        how.setRevocationEnabled(false);
        CertPathBuilder.getInstance("PKIX").build(how);
    }
}
