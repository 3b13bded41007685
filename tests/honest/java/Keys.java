import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.math.BigInteger;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Date;
import java.util.HashMap;
import java.util.Map;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Keys by name: NAME.p12 in one folder, each with the password "secret". */
class Keys {
    static String dir;
    private static final Map<String, Keys> known = new HashMap<>();

    final PrivateKey key;
    final Certificate[] chain;

    private Keys(PrivateKey key, Certificate[] chain) {
        this.key = key;
        this.chain = chain;
    }

    static Keys of(String name) throws Exception {
        if (known.containsKey(name))
            return known.get(name);
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (FileInputStream in = new FileInputStream(dir + "/" + name + ".p12")) {
            store.load(in, "secret".toCharArray());
        }
        String alias = store.aliases().nextElement();
        Keys k = new Keys((PrivateKey) store.getKey(alias, "secret".toCharArray()), store.getCertificateChain(alias));
        known.put(name, k);
        return k;
    }

    X509Certificate certificate() {
        return (X509Certificate) chain[0];
    }

    boolean rsa() {
        return key.getAlgorithm().equals("RSA");
    }

    /** An empty revocation list of the root. */
    static byte[] crl() throws Exception {
        Keys root = of("root");
        X509v2CRLBuilder list = new X509v2CRLBuilder(new JcaX509CertificateHolder(root.certificate()).getSubject(), new Date());
        list.setNextUpdate(new Date(System.currentTimeMillis() + 30L * 86400_000));
        list.addExtension(Extension.cRLNumber, false, new org.bouncycastle.asn1.ASN1Integer(BigInteger.ONE));
        list.addExtension(Extension.authorityKeyIdentifier, false,
            new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(root.certificate()));
        return list.build(new JcaContentSignerBuilder("SHA256withECDSA").build(root.key)).getEncoded();
    }

    static void write(String file, byte[] data) throws Exception {
        try (FileOutputStream out = new FileOutputStream(file)) {
            out.write(data);
        }
    }
}
