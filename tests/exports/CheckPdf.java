import java.io.FileInputStream;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.logging.LogManager;
import javax.xml.parsers.DocumentBuilderFactory;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;
import org.verapdf.pdfa.validation.profiles.ErrorDetails;
import org.verapdf.pdfa.validation.profiles.Profiles;
import org.verapdf.pdfa.validation.profiles.Rule;
import org.verapdf.pdfa.validation.profiles.RuleId;
import org.verapdf.pdfa.validation.profiles.ValidationProfile;
import org.verapdf.pdfa.validation.profiles.Variable;
import org.verapdf.pdfa.validation.validators.ValidatorFactory;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Judges a PDF by veraPDF: java -cp JAR CheckPdf.java FILE PDFUA-1 PDFA-2A
 *
 * <p>Prints one line for each profile, and one for each rule broken. Profiles are read from the jar by hand,
 * as the library's own reader needs a part that Java no longer carries.
 */
public class CheckPdf {
    private static final Map<String, PDFAFlavour> FLAVOURS =
            Map.of("PDFUA-1", PDFAFlavour.PDFUA_1, "PDFA-2A", PDFAFlavour.PDFA_2_A);

    public static void main(String[] arguments) throws Exception {
        LogManager.getLogManager().reset();
        VeraGreenfieldFoundryProvider.initialise();
        for (int i = 1; i < arguments.length; i++) {
            ValidationProfile profile = profile(arguments[i]);
            try (PDFAParser parser = Foundries.defaultInstance()
                            .createParser(new FileInputStream(arguments[0]), FLAVOURS.get(arguments[i]));
                    PDFAValidator validator = ValidatorFactory.createValidator(profile, -1, true, true, false)) {
                report(arguments[i], profile, validator.validate(parser));
            }
        }
    }

    private static void report(String name, ValidationProfile profile, ValidationResult result) {
        System.out.printf("%s compliant=%s rules=%d checks=%d%n",
                name, result.isCompliant(), profile.getRules().size(), result.getTotalAssertions());
        Map<String, Integer> broken = new TreeMap<>();
        for (TestAssertion assertion : result.getTestAssertions()) {
            if (assertion.getStatus() == TestAssertion.Status.FAILED) {
                String place = assertion.getLocation().getContext().replaceAll("\\(\\d[^)]*\\)|\\[\\d+\\]", "");
                broken.merge(assertion.getRuleId().getClause() + "-" + assertion.getRuleId().getTestNumber()
                        + " " + assertion.getMessage() + " at " + place, 1, Integer::sum);
            }
        }
        broken.forEach((words, count) -> System.out.printf("%s broken %d times: %s%n", name, count, words));
    }

    private static ValidationProfile profile(String name) throws Exception {
        Element root;
        try (InputStream stream =
                CheckPdf.class.getClassLoader().getResourceAsStream("org/verapdf/pdfa/validation/" + name + ".xml")) {
            root = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(stream).getDocumentElement();
        }
        Set<Rule> rules = new HashSet<>();
        for (Element rule : children(root, "rules", "rule")) {
            Element id = child(rule, "id");
            RuleId ruleId = Profiles.ruleIdFromValues(
                    PDFAFlavour.Specification.valueOf(id.getAttribute("specification")),
                    id.getAttribute("clause"), Integer.parseInt(id.getAttribute("testNumber")));
            ErrorDetails error = Profiles.errorFromValues(text(child(rule, "error"), "message"), List.of());
            Boolean deferred = rule.hasAttribute("deferred") ? Boolean.valueOf(rule.getAttribute("deferred")) : null;
            rules.add(Profiles.ruleFromValues(ruleId, rule.getAttribute("object"), deferred, rule.getAttribute("tags"),
                    text(rule, "description"), text(rule, "test"), error, List.of()));
        }
        Set<Variable> variables = new HashSet<>();
        for (Element variable : children(root, "variables", "variable")) {
            variables.add(Profiles.variableFromValues(variable.getAttribute("name"), variable.getAttribute("object"),
                    text(variable, "defaultValue"), text(variable, "value")));
        }
        return Profiles.profileFromValues(FLAVOURS.get(name),
                Profiles.profileDetailsFromValues(name, name, "", new Date(0)), "", rules, variables);
    }

    private static List<Element> children(Element parent, String group, String name) {
        NodeList found = child(parent, group).getElementsByTagName(name);
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < found.getLength(); i++) {
            elements.add((Element) found.item(i));
        }
        return elements;
    }

    private static Element child(Element parent, String name) {
        return (Element) parent.getElementsByTagName(name).item(0);
    }

    private static String text(Element parent, String name) {
        return child(parent, name).getTextContent();
    }
}
