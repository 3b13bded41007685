import java.math.BigInteger;
import java.util.Arrays;
import java.util.Date;
import java.util.concurrent.atomic.AtomicLong;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cms.SignerInfoGenerator;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoGeneratorBuilder;
import org.bouncycastle.operator.DigestCalculator;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.bouncycastle.tsp.TSPAlgorithms;
import org.bouncycastle.tsp.TimeStampRequest;
import org.bouncycastle.tsp.TimeStampRequestGenerator;
import org.bouncycastle.tsp.TimeStampTokenGenerator;

/** A time-stamp authority made of BouncyCastle's parts (RFC 3161), with the key "stamps". */
class Tsa {
    private static final AtomicLong serial = new AtomicLong(1000);

    static byte[] token(byte[] sha256) throws Exception {
        Keys k = Keys.of("stamps");
        SignerInfoGenerator info = new JcaSimpleSignerInfoGeneratorBuilder().setProvider("BC")
            .build("SHA256withECDSA", k.key, k.certificate());
        DigestCalculator hash = new JcaDigestCalculatorProviderBuilder().build()
            .get(new AlgorithmIdentifier(new ASN1ObjectIdentifier(TSPAlgorithms.SHA256.getId())));
        TimeStampTokenGenerator tokens = new TimeStampTokenGenerator(info, hash, new ASN1ObjectIdentifier("1.2.3.4.1"));
        tokens.addCertificates(new JcaCertStore(Arrays.asList(k.chain)));
        TimeStampRequestGenerator requests = new TimeStampRequestGenerator();
        requests.setCertReq(true);
        TimeStampRequest request = requests.generate(TSPAlgorithms.SHA256, sha256);
        return tokens.generate(request, BigInteger.valueOf(serial.incrementAndGet()), new Date()).getEncoded();
    }
}
