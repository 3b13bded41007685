import java.io.File;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.security.Security;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.DigestCalculator;
import org.bouncycastle.operator.DigestCalculatorProvider;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.bouncycastle.tsp.TimeStampRequest;
import org.bouncycastle.tsp.TimeStampRequestGenerator;
import org.bouncycastle.tsp.TimeStampResponse;
import org.bouncycastle.tsp.ers.ERSArchiveTimeStamp;
import org.bouncycastle.tsp.ers.ERSArchiveTimeStampGenerator;
import org.bouncycastle.tsp.ers.ERSByteData;
import org.bouncycastle.tsp.ers.ERSEvidenceRecord;
import org.bouncycastle.tsp.ers.ERSEvidenceRecordGenerator;

/** Evidence records by BouncyCastle:
 * verify RECORD FILE…: a line a file, "present|absent valid|invalid"|absent valid|invalid TIME";
 * make URL DIR FILE…: FILE.ers each; renew URL IN OUT; rehash URL IN OUT FILE (by SHA-512). */
public class Records {
    static DigestCalculatorProvider digests;

    public static void main(String[] a) throws Exception {
        Security.addProvider(new BouncyCastleProvider());
        digests = new JcaDigestCalculatorProviderBuilder().setProvider("BC").build();
        switch (a[0]) {
        case "verify":
            for (int i = 2; i < a.length; i++)
                System.out.println(verdict(read(a[1]), read(a[i])));
            break;
        case "make":
            make(a);
            break;
        case "renew":
            renew(a);
            break;
        default:
            rehash(a);
        }
    }

    static byte[] read(String name) throws Exception {
        return Files.readAllBytes(new File(name).toPath());
    }

    static void write(String name, byte[] data) throws Exception {
        Files.write(new File(name).toPath(), data);
    }

    static DigestCalculator digest(ASN1ObjectIdentifier oid) throws Exception {
        return digests.get(new AlgorithmIdentifier(oid));
    }

    static String verdict(byte[] record, byte[] file) throws Exception {
        ERSEvidenceRecord r = new ERSEvidenceRecord(record, digests);
        String present = "present", valid = "valid";
        try {
            r.validatePresent(new ERSByteData(file), new Date());
        } catch (Exception e) {
            present = "absent";
        }
        try {
            r.validate(new JcaSimpleSignerInfoVerifierBuilder().setProvider("BC").build(r.getSigningCertificate()));
        } catch (Exception e) {
            valid = "invalid: " + e;
        }
        return present + " " + valid;
    }

    static TimeStampResponse ask(String url, TimeStampRequest request) throws Exception {
        HttpURLConnection c = (HttpURLConnection) new URL(url).openConnection();
        c.setRequestMethod("POST");
        c.setDoOutput(true);
        c.setRequestProperty("Content-Type", "application/timestamp-query");
        try (OutputStream out = c.getOutputStream()) {
            out.write(request.getEncoded());
        }
        TimeStampResponse response = new TimeStampResponse(c.getInputStream());
        response.validate(request);
        return response;
    }

    static TimeStampRequestGenerator requests() {
        TimeStampRequestGenerator g = new TimeStampRequestGenerator();
        g.setCertReq(true);
        return g;
    }

    static void make(String[] a) throws Exception {
        ERSArchiveTimeStampGenerator g = new ERSArchiveTimeStampGenerator(digest(NISTObjectIdentifiers.id_sha256));
        for (int i = 3; i < a.length; i++)
            g.addData(new ERSByteData(read(a[i])));
        TimeStampResponse response = ask(a[1], g.generateTimeStampRequest(requests()));
        List<ERSArchiveTimeStamp> stamps = g.generateArchiveTimeStamps(response);
        List<ERSEvidenceRecord> records = new ERSEvidenceRecordGenerator(digests).generate(stamps);
        for (ERSEvidenceRecord r : records)
            for (int i = 3; i < a.length; i++)
                if (r.isContaining(new ERSByteData(read(a[i])), new Date()))
                    write(a[2] + "/" + new File(a[i]).getName() + ".ers", r.getEncoded());
    }

    static void renew(String[] a) throws Exception {
        ERSEvidenceRecord r = new ERSEvidenceRecord(read(a[2]), digests);
        write(a[3], r.renewTimeStamp(ask(a[1], r.generateTimeStampRenewalRequest(requests()))).getEncoded());
    }

    static void rehash(String[] a) throws Exception {
        ERSEvidenceRecord r = new ERSEvidenceRecord(read(a[2]), digests);
        DigestCalculator sha512 = digest(NISTObjectIdentifiers.id_sha512);
        ERSByteData data = new ERSByteData(read(a[4]));
        TimeStampResponse response = ask(a[1], r.generateHashRenewalRequest(sha512, data, requests()));
        write(a[3], r.renewHash(sha512, data, response).getEncoded());
    }
}
