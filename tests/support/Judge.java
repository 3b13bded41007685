import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.Security;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Executors;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.interactive.digitalsignature.PDSignature;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.tsp.TimeStampToken;

/**
 * Gives one line a signature: "INDEX SUBFILTER valid|invalid trusted|untrusted covers|partial END". With --all, of many files, each line
 * after the file's name and a tab; what cannot be read has no line.
 *
 * Stays and answers over HTTP on this machine: to start and to warm up takes longer than to judge. `Judge PORTFILE` writes its port
 * there; the body of a request are the arguments, one a line. It ends when nobody has asked for a while.
 */
public class Judge {
    static final long REST_MS = 60_000;
    static volatile long asked = System.currentTimeMillis();

    public static void main(String[] args) throws Exception {
        Security.addProvider(new BouncyCastleProvider());
        Path portFile = Path.of(args[0]), own = Path.of(args[0] + "." + ProcessHandle.current().pid());
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
        server.createContext("/", Judge::answer);
        server.setExecutor(Executors.newFixedThreadPool(2));
        server.start();
        Files.writeString(own, String.valueOf(server.getAddress().getPort()));
        Files.move(own, portFile, StandardCopyOption.ATOMIC_MOVE);
        while (System.currentTimeMillis() - asked < REST_MS)
            Thread.sleep(1000);
        System.exit(0);
    }

    static void answer(HttpExchange exchange) throws IOException {
        StringBuilder out = new StringBuilder();
        int status = 200;
        asked = System.currentTimeMillis();
        try {
            judge(new String(exchange.getRequestBody().readAllBytes(), UTF_8).split("\n"), out);
        } catch (Exception e) {
            status = 500;
            out.append(e);
        }
        byte[] body = out.toString().getBytes(UTF_8);
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
        asked = System.currentTimeMillis();
    }

    static void judge(String[] args, StringBuilder out) throws Exception {
        if (args[0].equals("--all")) {
            for (int i = 1; i < args.length; i++)
                judgeAll(args[i], out);
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
                out.append(verdict(i++, sig, file, roots)).append("\n");
        }
    }

    static void judgeAll(String name, StringBuilder out) throws Exception {
        byte[] file = Files.readAllBytes(new File(name).toPath());
        try (PDDocument doc = PDDocument.load(file)) {
            int i = 0;
            for (PDSignature sig : doc.getSignatureDictionaries())
                try {
                    out.append(name + "\t" + verdict(i++, sig, file, List.of()) + "\n");
                } catch (Exception e) {
                    // no line tells it
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
