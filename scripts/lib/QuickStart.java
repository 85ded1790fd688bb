import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_String;
import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_float;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;

import java.io.IOException;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.attribute.RecordAttribute;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.StreamSupport;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// Rewrites class files so that what they do once at every start is not done, or done at build time.
///
///     java QuickStart.java FOLDER      taskdock.jar, and its libraries in lib/
///
/// In taskdock.jar, call sites that the JVM links at run time become plain code. An AOT cache keeps
/// what a lambda was linked to, but not what a `switch` over types or a record's `equals`,
/// `hashCode` and `toString` were: for each of those the JVM writes a class when it first meets it,
/// a millisecond each, some fifty of them between the start of `run` and its first container.
///
/// In jackson-core, four constants of type BigDecimal are made where they are used, when a number
/// does not fit a `long`. To make one, JDK 25 fills a table of powers up to 5^65536 first (25 ms,
/// 50 with both processors busy), and every parser would.
///
/// Libraries become one jar, lib/libraries.jar. Whoever looks a service up, as the JDK does for its
/// own HTTP server and its loggers, opens every jar of the class path: a hundred milliseconds of a
/// processor, while the engine wants both.
///
/// In it they have lost their signatures. The JVM keeps no class of a signed jar in an AOT cache, and
/// to load a single one from there it verifies certificates and the whole manifest: 280 ms, for a
/// class that some other class in the cache only names.
///
/// Meaning is not changed: a switch over types asks `instanceof` in the order of its cases, a
/// record's methods do what `java.lang.runtime.ObjectMethods` documents.
final class QuickStart {
  private static final ClassDesc OBJECTS = ClassDesc.of("java.util.Objects");
  private static final ClassDesc BUILDER = ClassDesc.of("java.lang.StringBuilder");
  private static final ClassDesc DECIMAL = ClassDesc.of("java.math.BigDecimal");
  private static final ClassDesc INTEGER = ClassDesc.of("java.math.BigInteger");

  private final ClassFile classFile;

  private QuickStart(ClassLoader loader) {
    classFile =
        ClassFile.of(
            ClassFile.ClassHierarchyResolverOption.of(
                ClassHierarchyResolver.ofResourceParsing(loader)
                    .orElse(ClassHierarchyResolver.defaultResolver())));
  }

  public static void main(String[] arguments) throws IOException {
    var folder = Path.of(arguments[0]);
    var jar = folder.resolve("taskdock.jar");
    var libraries = jars(folder.resolve("lib"), "*.jar");
    var path = new ArrayList<URL>(List.of(jar.toUri().toURL()));
    for (var library : libraries) {
      path.add(library.toUri().toURL());
    }
    try (var loader = new URLClassLoader(path.toArray(URL[]::new))) {
      var quick = new QuickStart(loader);
      rewrite(jar, "", quick::linked);
      for (var jackson : jars(folder.resolve("lib"), "jackson-core-*.jar")) {
        rewrite(jackson, "com/fasterxml/jackson/core/base", quick::withoutDecimals);
      }
    }
    join(libraries, folder.resolve("lib/libraries.jar"));
  }

  private static List<Path> jars(Path folder, String pattern) throws IOException {
    try (var jars = Files.newDirectoryStream(folder, pattern)) {
      return StreamSupport.stream(jars.spliterator(), false).sorted().toList();
    }
  }

  // --- one jar of many

  /// Puts all jars into one, nothing compressed, and removes them.
  private static void join(List<Path> jars, Path one) throws IOException {
    var manifest = new Manifest();
    manifest.getMainAttributes().putValue("Manifest-Version", "1.0");
    manifest.getMainAttributes().putValue("Multi-Release", "true");
    var unfinished = one.resolveSibling("libraries.new");
    var services = new TreeMap<String, StringBuilder>();
    var seen = new HashSet<String>();
    try (var out = new JarOutputStream(Files.newOutputStream(unfinished), manifest)) {
      out.setMethod(ZipOutputStream.STORED);
      for (var jar : jars) {
        try (var file = new JarFile(jar.toFile(), false)) {
          for (var entry : Collections.list(file.entries())) {
            var name = entry.getName();
            if (entry.isDirectory() || isOfItsJar(name, file)) {
              continue;
            }
            var bytes = file.getInputStream(entry).readAllBytes();
            if (name.startsWith("META-INF/services/")) {
              var text = new String(bytes, StandardCharsets.UTF_8);
              services.computeIfAbsent(name, _ -> new StringBuilder()).append(text).append('\n');
            } else if (seen.add(name)) {
              store(out, name, bytes);
            } else if (name.endsWith(".class")) {
              throw new IllegalStateException("in two jars: " + name);
            }
          }
        }
      }
      for (var service : services.entrySet()) {
        store(out, service.getKey(), service.getValue().toString().getBytes(StandardCharsets.UTF_8));
      }
    }
    for (var jar : jars) {
      Files.delete(jar);
    }
    Files.move(unfinished, one);
  }

  /// What says something of the jar that it lies in, or would begin to mean something elsewhere.
  private static boolean isOfItsJar(String name, JarFile jar) {
    return name.equals(JarFile.MANIFEST_NAME)
        || name.endsWith("module-info.class")
        || name.matches("META-INF/[^/]*\\.(SF|RSA|DSA|EC)")
        || name.startsWith("META-INF/versions/") && !jar.isMultiRelease();
  }

  private static void store(JarOutputStream out, String name, byte[] bytes) throws IOException {
    var entry = new ZipEntry(name);
    var sum = new CRC32();
    sum.update(bytes);
    entry.setCrc(sum.getValue());
    entry.setSize(bytes.length);
    entry.setTime(0);
    out.putNextEntry(entry);
    out.write(bytes);
    out.closeEntry();
  }

  /// Rewrites the classes of a jar below a folder in it.
  private static void rewrite(Path jar, String folder, UnaryOperator<byte[]> change)
      throws IOException {
    try (var files = FileSystems.newFileSystem(URI.create("jar:" + jar.toUri()), Map.of());
        var all = Files.walk(files.getPath("/" + folder))) {
      for (var file : all.filter(f -> f.toString().endsWith(".class")).toList()) {
        var bytes = Files.readAllBytes(file);
        var changed = change.apply(bytes);
        if (changed != bytes) {
          Files.write(file, changed);
        }
      }
    }
  }

  // --- constants that cost more than all the rest

  private byte[] withoutDecimals(byte[] bytes) {
    var model = classFile.parse(bytes);
    return classFile.transformClass(
        model,
        (builder, element) -> {
          if (element instanceof MethodModel method && method.code().isPresent()) {
            boolean constants = method.methodName().equalsString("<clinit>");
            builder.transformMethod(
                method,
                MethodTransform.transformingCode(constants ? new NoDecimals() : decimalsInPlace()));
          } else {
            builder.with(element);
          }
        });
  }

  private static boolean isDecimal(FieldInstruction access) {
    return access.name().stringValue().startsWith("BD_") && access.typeSymbol().equals(DECIMAL);
  }

  /// `BD_X` becomes `new BigDecimal(BI_X)`, as the constant was made.
  private static CodeTransform decimalsInPlace() {
    return (builder, element) -> {
      if (element instanceof FieldInstruction access
          && access.opcode() == Opcode.GETSTATIC
          && isDecimal(access)) {
        var whole = "BI_" + access.name().stringValue().substring(3);
        builder.new_(DECIMAL).dup();
        builder.getstatic(access.owner().asSymbol(), whole, INTEGER);
        builder.invokespecial(
            DECIMAL, "<init>", MethodTypeDesc.of(ClassDesc.ofDescriptor("V"), INTEGER));
      } else {
        builder.with(element);
      }
    };
  }

  /// Leaves out all from `new BigDecimal` to where it is kept.
  private static final class NoDecimals implements CodeTransform {
    private boolean inside;

    @Override
    public void accept(CodeBuilder builder, CodeElement element) {
      if (element instanceof NewObjectInstruction made && made.className().asSymbol().equals(DECIMAL)) {
        inside = true;
      }
      if (!inside) {
        builder.with(element);
      }
      if (element instanceof FieldInstruction kept && kept.opcode() == Opcode.PUTSTATIC) {
        if (inside && !isDecimal(kept)) {
          throw new IllegalStateException("not one of the constants known: " + kept);
        }
        inside = false;
      }
    }
  }

  // --- call sites that are linked at run time

  private byte[] linked(byte[] bytes) {
    var model = classFile.parse(bytes);
    boolean dynamic =
        model.methods().stream()
            .flatMap(m -> m.code().stream())
            .flatMap(c -> c.elementStream())
            .anyMatch(e -> e instanceof InvokeDynamicInstruction i && isOurs(i));
    if (!dynamic) {
      return bytes;
    }
    var switches = new ArrayList<InvokeDynamicInstruction>();
    ClassTransform methods =
        (builder, element) -> {
          if (element instanceof MethodModel method && method.code().isPresent()) {
            builder.transformMethod(method, MethodTransform.transformingCode(code(model, switches)));
          } else {
            builder.with(element);
          }
        };
    return classFile.transformClass(
        model,
        methods.andThen(
            ClassTransform.endHandler(
                builder -> {
                  for (int i = 0; i < switches.size(); i++) {
                    var labels = labels(switches.get(i));
                    builder.withMethodBody(
                        name(i),
                        type(switches.get(i)),
                        ClassFile.ACC_PRIVATE | ClassFile.ACC_STATIC | ClassFile.ACC_SYNTHETIC,
                        code -> choose(code, labels));
                  }
                })));
  }

  private static boolean isOurs(InvokeDynamicInstruction call) {
    return isTypeSwitch(call) || isRecordMethod(call);
  }

  private static CodeTransform code(ClassModel model, List<InvokeDynamicInstruction> switches) {
    return (builder, element) -> {
      if (element instanceof InvokeDynamicInstruction call && isTypeSwitch(call)) {
        boolean inInterface = model.flags().has(AccessFlag.INTERFACE);
        builder.invokestatic(
            model.thisClass().asSymbol(), name(switches.size()), type(call), inInterface);
        switches.add(call);
      } else if (element instanceof InvokeDynamicInstruction call && isRecordMethod(call)) {
        record(builder, model, call);
      } else {
        builder.with(element);
      }
    };
  }

  // --- switches over types

  /// One whose cases are classes, all of them; one with constants among them stays as it is.
  private static boolean isTypeSwitch(InvokeDynamicInstruction call) {
    return isBootstrap(call, "java.lang.runtime.SwitchBootstraps", "typeSwitch")
        && call.bootstrapArgs().stream().allMatch(ClassDesc.class::isInstance);
  }

  private static List<ClassDesc> labels(InvokeDynamicInstruction call) {
    return call.bootstrapArgs().stream().map(ClassDesc.class::cast).toList();
  }

  private static String name(int number) {
    return "switch$" + number;
  }

  private static MethodTypeDesc type(InvokeDynamicInstruction call) {
    return call.typeSymbol();
  }

  /// The number of the first case from the second argument on that takes the first argument; -1 for
  /// null, the number of cases where none does.
  private static void choose(CodeBuilder code, List<ClassDesc> labels) {
    var present = code.newLabel();
    code.aload(0).ifnonnull(present).iconst_m1().ireturn().labelBinding(present);
    for (int i = 0; i < labels.size(); i++) {
      var next = code.newLabel();
      code.iload(1).loadConstant(i).if_icmpgt(next);
      code.aload(0).instanceOf(labels.get(i)).ifeq(next);
      code.loadConstant(i).ireturn().labelBinding(next);
    }
    code.loadConstant(labels.size()).ireturn();
  }

  // --- what every record has

  private static boolean isRecordMethod(InvokeDynamicInstruction call) {
    return isBootstrap(call, "java.lang.runtime.ObjectMethods", "bootstrap");
  }

  private record Field(String name, ClassDesc type) {}

  /// Puts the result on the stack, as the call would: what it is called with is there already.
  private static void record(CodeBuilder code, ClassModel model, InvokeDynamicInstruction call) {
    var owner = model.thisClass().asSymbol();
    var fields =
        model.findAttribute(Attributes.record()).map(RecordAttribute::components).orElseThrow().stream()
            .map(c -> new Field(c.name().stringValue(), c.descriptorSymbol()))
            .toList();
    switch (call.name().stringValue()) {
      case "equals" -> equal(code.pop().pop(), owner, fields);
      case "hashCode" -> hash(code.pop(), owner, fields);
      case "toString" -> text(code.pop(), owner, simpleName(model), fields);
      default -> throw new IllegalStateException("no method of a record: " + call);
    }
  }

  private static void equal(CodeBuilder code, ClassDesc owner, List<Field> fields) {
    var no = code.newLabel();
    var end = code.newLabel();
    code.aload(1).instanceOf(owner).ifeq(no);
    for (var field : fields) {
      code.aload(0).getfield(owner, field.name(), field.type());
      code.aload(1).checkcast(owner).getfield(owner, field.name(), field.type());
      if (!field.type().isPrimitive()) {
        var both = MethodTypeDesc.of(CD_boolean, CD_Object, CD_Object);
        code.invokestatic(OBJECTS, "equals", both).ifeq(no);
      } else if (TypeKind.from(field.type()).asLoadable() == TypeKind.INT) {
        code.if_icmpne(no);
      } else {
        var both = MethodTypeDesc.of(CD_int, field.type(), field.type());
        code.invokestatic(boxOf(field.type()), "compare", both).ifne(no);
      }
    }
    code.iconst_1().goto_(end).labelBinding(no).iconst_0().labelBinding(end);
  }

  private static void hash(CodeBuilder code, ClassDesc owner, List<Field> fields) {
    code.iconst_0();
    for (var field : fields) {
      code.bipush(31).imul();
      code.aload(0).getfield(owner, field.name(), field.type());
      boolean primitive = field.type().isPrimitive();
      code.invokestatic(
          primitive ? boxOf(field.type()) : OBJECTS,
          "hashCode",
          MethodTypeDesc.of(CD_int, primitive ? field.type() : CD_Object));
      code.iadd();
    }
  }

  private static void text(CodeBuilder code, ClassDesc owner, String name, List<Field> fields) {
    code.new_(BUILDER).dup().loadConstant(name + "[");
    code.invokespecial(BUILDER, "<init>", MethodTypeDesc.of(ClassDesc.ofDescriptor("V"), CD_String));
    var separator = "";
    for (var field : fields) {
      append(code.loadConstant(separator + field.name() + "="), CD_String);
      append(code.aload(0).getfield(owner, field.name(), field.type()), appended(field.type()));
      separator = ", ";
    }
    append(code.loadConstant("]"), CD_String);
    code.invokevirtual(BUILDER, "toString", MethodTypeDesc.of(CD_String));
  }

  private static void append(CodeBuilder code, ClassDesc type) {
    code.invokevirtual(BUILDER, "append", MethodTypeDesc.of(BUILDER, type));
  }

  /// The type that a builder has an `append` for.
  private static ClassDesc appended(ClassDesc type) {
    return switch (type.descriptorString()) {
      case "B", "S" -> CD_int;
      case "Z", "C", "I", "J", "F", "D" -> type;
      default -> CD_Object;
    };
  }

  private static ClassDesc boxOf(ClassDesc primitive) {
    return ClassDesc.of(
        "java.lang."
            + switch (primitive.descriptorString()) {
              case "Z" -> "Boolean";
              case "B" -> "Byte";
              case "S" -> "Short";
              case "C" -> "Character";
              case "I" -> "Integer";
              case "J" -> "Long";
              case "F" -> "Float";
              case "D" -> "Double";
              default -> throw new IllegalStateException("not primitive: " + primitive);
            });
  }

  private static String simpleName(ClassModel model) {
    var own = model.thisClass();
    Optional<String> inner =
        model.findAttribute(Attributes.innerClasses()).stream()
            .flatMap(a -> a.classes().stream())
            .filter(c -> c.innerClass().equals(own))
            .flatMap(c -> c.innerName().stream())
            .map(Object::toString)
            .findFirst();
    return inner.orElse(own.asSymbol().displayName());
  }

  private static boolean isBootstrap(InvokeDynamicInstruction call, String owner, String method) {
    var bootstrap = call.bootstrapMethod();
    return bootstrap.owner().equals(ClassDesc.of(owner)) && bootstrap.methodName().equals(method);
  }
}
