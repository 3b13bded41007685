import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.security.Security;
import java.util.Map;
import java.util.TreeMap;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/** Reads orders, one a line: ID, verb, input, output, then KEY=VALUE, parted by tabs. Answers "ID ok" or "ID what went wrong". */
public class Honest {
    interface Work {
        void run(String in, String out, Map<String, String> options) throws Exception;
    }

    static final Map<String, Work> verbs = new TreeMap<>();

    public static void main(String[] args) throws Exception {
        Security.addProvider(new BouncyCastleProvider());
        System.setProperty("java.awt.headless", "true");
        Keys.dir = args[0];
        BoxSign.register(verbs);
        BoxChange.register(verbs);
        IText5.register(verbs);
        IText2.register(verbs);
        PrintStream answers = System.out;
        System.setOut(System.err);
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = orders.readLine(); line != null; line = orders.readLine()) {
            String[] words = line.split("\t", -1);
            answers.println(words[0] + "\t" + answer(words));
            answers.flush();
        }
    }

    static String answer(String[] words) {
        try {
            Map<String, String> options = new TreeMap<>();
            for (int i = 4; i < words.length; i++) {
                int at = words[i].indexOf('=');
                options.put(at < 0 ? words[i] : words[i].substring(0, at), at < 0 ? "" : words[i].substring(at + 1));
            }
            verbs.get(words[1]).run(words[2], words[3], options);
            return "ok";
        } catch (Throwable e) {
            e.printStackTrace();
            return e.toString().replace('\n', ' ');
        }
    }
}
