package dev.taskdock;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.CaseTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.DefaultCaseLabelTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.SwitchExpressionTree;
import com.sun.source.tree.SwitchTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.DeclaredType;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The laws of the design that only the source shows, read with the compiler's own trees.
final class SourceRulesTest {
  private static final Path MAIN = Path.of("src/main/java");
  private static final Path TESTS = Path.of("src/test/java");
  private static final Set<String> COLLECTIONS = Set.of("Collection", "List", "Map", "Set");
  private static final Pattern TEST_METHOD =
      Pattern.compile("@(?:Test|ParameterizedTest)\\b[^{]*?\\bvoid (\\w+)\\(");
  private static final Pattern SENTENCE = Pattern.compile("[a-z][a-z0-9]*(_[a-z0-9]+)*");

  private static final Program PROGRAM = Program.read();

  /// The program as the compiler understands it.
  private record Program(List<CompilationUnitTree> units, DocTrees trees) {
    private Program {
      units = List.copyOf(units);
    }

    static Program read() {
      var compiler = ToolProvider.getSystemJavaCompiler();
      try (var files = compiler.getStandardFileManager(null, null, null)) {
        var options =
            List.of("-proc:none", "-classpath", System.getProperty("java.class.path", ""));
        var sources = files.getJavaFileObjectsFromPaths(sources(MAIN));
        var task = (JavacTask) compiler.getTask(null, files, null, options, null, sources);
        var units = new ArrayList<CompilationUnitTree>();
        task.parse().forEach(units::add);
        task.analyze();
        return new Program(units, DocTrees.instance(task));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Test
  void every_package_is_null_marked_and_tells_what_it_is_in_3_to_40_lines() throws IOException {
    var packages = new HashSet<Path>();
    sources(MAIN).forEach(source -> packages.add(parent(source)));

    for (var folder : packages) {
      var info = folder.resolve("package-info.java");
      assertThat(info).exists();
      var lines = Files.readAllLines(info);
      assertThat(lines).as(info.toString()).anyMatch(line -> line.contains("NullMarked"));
      assertThat(lines.stream().filter(line -> line.startsWith("///")).count())
          .as("lines of doc in %s", info)
          .isBetween(3L, 40L);
    }
  }

  @Test
  void every_top_level_type_says_what_it_is() {
    var silent =
        PROGRAM.units().stream()
            .flatMap(unit ->
                unit.getTypeDecls().stream()
                    .filter(ClassTree.class::isInstance)
                    .map(type -> TreePath.getPath(unit, type))
                    .filter(path -> isBlank(PROGRAM.trees().getDocComment(path)))
                    .map(_ -> unit.getSourceFile().getName()));

    assertThat(silent).isEmpty();
  }

  @Test
  void no_switch_over_our_own_types_has_a_default() {
    var offences = new ArrayList<String>();

    for (var unit : PROGRAM.units()) {
      new OwnDefaults(unit, offences).scan(unit, null);
    }

    assertThat(offences).isEmpty();
  }

  @Test
  void records_copy_their_collections() {
    var offences = new ArrayList<String>();

    for (var unit : PROGRAM.units()) {
      new UncopiedCollections(unit, offences).scan(unit, null);
    }

    assertThat(offences).isEmpty();
  }

  @Test
  void tests_are_named_by_sentences() throws IOException {
    var names = new ArrayList<String>();
    for (var source : sources(TESTS)) {
      TEST_METHOD
          .matcher(Files.readString(source))
          .results()
          .map((MatchResult match) -> match.group(1))
          .forEach(names::add);
    }

    assertThat(names).hasSizeGreaterThan(100).allMatch(name -> SENTENCE.matcher(name).matches());
    assertThat(names).allMatch(name -> name.contains("_"));
  }

  /// Finds a `default` in a switch over a sealed or enum type of ours: it would swallow the case
  /// that is added tomorrow.
  private static final class OwnDefaults extends TreePathScanner<Object, Object> {
    private final CompilationUnitTree unit;
    private final List<String> offences;

    OwnDefaults(CompilationUnitTree unit, List<String> offences) {
      this.unit = unit;
      this.offences = offences;
    }

    @Override
    public Object visitSwitch(SwitchTree tree, Object nothing) {
      judge(tree, tree.getExpression(), tree.getCases());
      return super.visitSwitch(tree, nothing);
    }

    @Override
    public Object visitSwitchExpression(SwitchExpressionTree tree, Object nothing) {
      judge(tree, tree.getExpression(), tree.getCases());
      return super.visitSwitchExpression(tree, nothing);
    }

    private void judge(Tree tree, ExpressionTree selector, List<? extends CaseTree> cases) {
      boolean hasDefault =
          cases.stream()
              .flatMap(c -> c.getLabels().stream())
              .anyMatch(DefaultCaseLabelTree.class::isInstance);
      if (hasDefault && isOurs(selector)) {
        offences.add(place(unit, tree));
      }
    }

    private boolean isOurs(ExpressionTree selector) {
      var type = PROGRAM.trees().getTypeMirror(new TreePath(getCurrentPath(), selector));
      return type instanceof DeclaredType declared
          && declared.asElement() instanceof TypeElement element
          && element.getQualifiedName().toString().startsWith("dev.taskdock.")
          && (element.getKind() == ElementKind.ENUM
              || element.getModifiers().contains(Modifier.SEALED));
    }
  }

  /// Finds a record with a collection that its compact constructor does not replace by a copy.
  private static final class UncopiedCollections extends TreeScanner<Object, Object> {
    private final CompilationUnitTree unit;
    private final List<String> offences;

    UncopiedCollections(CompilationUnitTree unit, List<String> offences) {
      this.unit = unit;
      this.offences = offences;
    }

    @Override
    public Object visitClass(ClassTree tree, Object nothing) {
      if (tree.getKind() == Tree.Kind.RECORD) {
        var copied = assigned(tree);
        tree.getMembers().stream()
            .filter(VariableTree.class::isInstance)
            .map(VariableTree.class::cast)
            .filter(field -> !field.getModifiers().getFlags().contains(Modifier.STATIC))
            .filter(UncopiedCollections::isCollection)
            .map(field -> field.getName().toString())
            .filter(name -> !copied.contains(name))
            .forEach(
                name -> offences.add(place(unit, tree) + " " + tree.getSimpleName() + "." + name));
      }
      return super.visitClass(tree, nothing);
    }

    private static boolean isCollection(VariableTree field) {
      return COLLECTIONS.contains(field.getType().toString().replaceFirst("<.*", ""));
    }

    /// What the constructors of a record assign.
    private static Set<String> assigned(ClassTree type) {
      var names = new HashSet<String>();
      for (var member : type.getMembers()) {
        if (member instanceof MethodTree method && method.getName().contentEquals("<init>")) {
          new TreeScanner<Object, Object>() {
            @Override
            public Object visitAssignment(AssignmentTree tree, Object nothing) {
              names.add(tree.getVariable().toString());
              return super.visitAssignment(tree, nothing);
            }
          }.scan(method, null);
        }
      }
      return names;
    }
  }

  private static String place(CompilationUnitTree unit, Tree tree) {
    long position = PROGRAM.trees().getSourcePositions().getStartPosition(unit, tree);
    return unit.getSourceFile().getName() + ":" + unit.getLineMap().getLineNumber(position);
  }

  private static boolean isBlank(@Nullable String text) {
    return text == null || text.isBlank();
  }

  private static Path parent(Path file) {
    return Objects.requireNonNull(file.getParent());
  }

  private static List<Path> sources(Path root) {
    try (Stream<Path> files = Files.walk(root)) {
      return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
