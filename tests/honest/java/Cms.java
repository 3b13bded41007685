import java.security.MessageDigest;
import java.security.Signature;
import java.util.Arrays;
import java.util.Map;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.AttributeTable;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.asn1.ess.ESSCertIDv2;
import org.bouncycastle.asn1.ess.SigningCertificateV2;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cms.CMSAttributeTableGenerator;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.DefaultSignedAttributeTableGenerator;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.SignerInformationStore;
import org.bouncycastle.cms.jcajce.JcaSignerInfoGeneratorBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;

/** The value of /Contents: what a program that uses BouncyCastle puts there. */
class Cms {
    static final String DETACHED = "adbe.pkcs7.detached", CADES = "ETSI.CAdES.detached", SHA1 = "adbe.pkcs7.sha1",
        RAW = "adbe.x509.rsa_sha1", STAMP = "ETSI.RFC3161";

    static byte[] of(byte[] content, String subFilter, Map<String, String> o) throws Exception {
        Keys k = Keys.of(o.getOrDefault("key", "rsa2048"));
        if (subFilter.equals(STAMP))
            return Tsa.token(MessageDigest.getInstance("SHA-256").digest(content));
        if (subFilter.equals(RAW)) {
            Signature s = Signature.getInstance("SHA1withRSA");
            s.initSign(k.key);
            s.update(content);
            return new DEROctetString(s.sign()).getEncoded();
        }
        boolean inside = subFilter.equals(SHA1);
        byte[] data = inside ? MessageDigest.getInstance("SHA-1").digest(content) : content;
        CMSSignedData signed = generator(k, subFilter, o).generate(new CMSProcessableByteArray(data), inside);
        if (o.containsKey("stamp"))
            signed = stamped(signed);
        /* BouncyCastle's own choice is BER of indefinite length */
        return o.containsKey("ber") ? signed.getEncoded() : signed.getEncoded("DER");
    }

    private static CMSSignedDataGenerator generator(Keys k, String subFilter, Map<String, String> o) throws Exception {
        String digest = o.getOrDefault("digest", "SHA256");
        String algorithm = digest + "with" + (k.rsa() ? "RSA" : "ECDSA") + (o.containsKey("pss") ? "andMGF1" : "");
        JcaSignerInfoGeneratorBuilder info = new JcaSignerInfoGeneratorBuilder(new JcaDigestCalculatorProviderBuilder().setProvider("BC").build());
        if (subFilter.equals(CADES))
            info.setSignedAttributeGenerator(cadesAttributes(k));
        if (o.containsKey("noattrs"))
            info.setDirectSignature(true);
        CMSSignedDataGenerator g = new CMSSignedDataGenerator();
        g.addSignerInfoGenerator(info.build(new JcaContentSignerBuilder(algorithm).setProvider("BC").build(k.key), k.certificate()));
        g.addCertificates(new JcaCertStore(Arrays.asList(k.chain)));
        return g;
    }

    /** With signing-certificate-v2, without signing-time (EN 319 142-1). */
    private static CMSAttributeTableGenerator cadesAttributes(Keys k) throws Exception {
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(k.certificate().getEncoded());
        ASN1EncodableVector v = new ASN1EncodableVector();
        v.add(new Attribute(PKCSObjectIdentifiers.id_aa_signingCertificateV2,
            new DERSet(new SigningCertificateV2(new ESSCertIDv2[] {new ESSCertIDv2(hash)}))));
        CMSAttributeTableGenerator usual = new DefaultSignedAttributeTableGenerator(new AttributeTable(v));
        return parameters -> usual.getAttributes(parameters).remove(CMSAttributes.signingTime);
    }

    private static CMSSignedData stamped(CMSSignedData signed) throws Exception {
        SignerInformation si = signed.getSignerInfos().getSigners().iterator().next();
        byte[] token = Tsa.token(MessageDigest.getInstance("SHA-256").digest(si.getSignature()));
        ASN1EncodableVector v = new ASN1EncodableVector();
        v.add(new Attribute(PKCSObjectIdentifiers.id_aa_signatureTimeStampToken,
            new DERSet(org.bouncycastle.asn1.ASN1Primitive.fromByteArray(token))));
        si = SignerInformation.replaceUnsignedAttributes(si, new AttributeTable(v));
        return CMSSignedData.replaceSigners(signed, new SignerInformationStore(si));
    }
}
