import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.FieldRefEntry;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Checks that every class, method and field that a JAR uses exists in a folder of libraries, and that its classes implement
 * every abstract method. Requires Java 24 for its class-file API; scripts/compatibility/linkage.sh runs it.
 */
final class Linkage {

    private final ClassLoader loader;
    private final Set<String> problems = new TreeSet<>();
    private int references;

    private Linkage(ClassLoader loader) {
        this.loader = loader;
    }

    public static void main(String[] arguments) throws IOException {
        Path jar = Path.of(arguments[0]);
        Linkage linkage = new Linkage(new URLClassLoader(urls(jar, Path.of(arguments[1])), ClassLoader.getPlatformClassLoader()));
        linkage.check(jar);
        linkage.problems.forEach(System.out::println);
        System.out.println(linkage.references + " references, " + linkage.problems.size() + " unresolved");
        System.exit(linkage.problems.isEmpty() && linkage.references > 0 ? 0 : 1);
    }

    private static URL[] urls(Path jar, Path libraries) throws IOException {
        List<URL> urls = new ArrayList<>(List.of(jar.toUri().toURL()));
        try (Stream<Path> files = Files.walk(libraries)) {
            for (Path file : files.filter(each -> each.toString().endsWith(".jar")).toList()) {
                urls.add(file.toUri().toURL());
            }
        }
        return urls.toArray(URL[]::new);
    }

    private void check(Path path) throws IOException {
        try (JarFile jar = new JarFile(path.toFile())) {
            for (JarEntry entry : jar.stream().filter(each -> each.getName().endsWith(".class")).toList()) {
                try (InputStream bytes = jar.getInputStream(entry)) {
                    check(ClassFile.of().parse(bytes.readAllBytes()));
                }
            }
        }
    }

    private void check(ClassModel model) {
        String name = model.thisClass().asInternalName().replace('/', '.');
        for (PoolEntry entry : model.constantPool()) {
            try {
                switch (entry) {
                    case MemberRefEntry member -> require(member);
                    case ClassEntry used -> load(used);
                    default -> {
                        continue;
                    }
                }
                references++;
            } catch (ClassNotFoundException | LinkageError e) {
                problems.add(name + ": " + e);
            }
        }
        try {
            Class<?> type = Class.forName(name, false, loader);
            if (!Modifier.isAbstract(type.getModifiers())) {
                missing(type).forEach(method -> problems.add(name + " does not implement " + method));
            }
        } catch (ClassNotFoundException | LinkageError e) {
            problems.add(name + ": " + e);
        }
    }

    private Class<?> load(ClassEntry entry) throws ClassNotFoundException {
        return Class.forName(entry.asInternalName().replace('/', '.'), false, loader);
    }

    private void require(MemberRefEntry member) throws ClassNotFoundException {
        Class<?> owner = load(member.owner());
        String name = member.name().stringValue();
        String descriptor = member.type().stringValue();
        // Methods of arrays and of method handles exist for every signature.
        if (owner.isArray() || owner.getPackageName().equals("java.lang.invoke")) {
            return;
        }
        boolean found =
                switch (member) {
                    case FieldRefEntry _ -> hasField(owner, name, descriptor);
                    default -> name.equals("<init>")
                            ? Arrays.stream(owner.getDeclaredConstructors())
                                    .anyMatch(each -> descriptor(each.getParameterTypes(), void.class).equals(descriptor))
                            : hasMethod(owner, name, descriptor)
                                    || (owner.isInterface() && hasMethod(Object.class, name, descriptor));
                };
        if (!found) {
            throw new NoSuchMethodError(owner.getName() + "." + name + " " + descriptor);
        }
    }

    private static boolean hasField(Class<?> type, String name, String descriptor) {
        return type != null
                && (Arrays.stream(type.getDeclaredFields())
                                .anyMatch(each -> each.getName().equals(name)
                                        && each.getType().descriptorString().equals(descriptor))
                        || Arrays.stream(type.getInterfaces()).anyMatch(each -> hasField(each, name, descriptor))
                        || hasField(type.getSuperclass(), name, descriptor));
    }

    private static boolean hasMethod(Class<?> type, String name, String descriptor) {
        return type != null
                && (Arrays.stream(type.getDeclaredMethods())
                                .anyMatch(each -> each.getName().equals(name)
                                        && descriptor(each.getParameterTypes(), each.getReturnType()).equals(descriptor))
                        || Arrays.stream(type.getInterfaces()).anyMatch(each -> hasMethod(each, name, descriptor))
                        || hasMethod(type.getSuperclass(), name, descriptor));
    }

    private static List<Method> missing(Class<?> type) {
        List<Method> all = List.of(type.getMethods());
        return all.stream()
                .filter(wanted -> Modifier.isAbstract(wanted.getModifiers()))
                .filter(wanted -> all.stream()
                        .noneMatch(each -> !Modifier.isAbstract(each.getModifiers())
                                && each.getName().equals(wanted.getName())
                                && descriptor(each.getParameterTypes(), each.getReturnType())
                                        .equals(descriptor(wanted.getParameterTypes(), wanted.getReturnType()))))
                .toList();
    }

    private static String descriptor(Class<?>[] parameters, Class<?> result) {
        return Arrays.stream(parameters).map(Class::descriptorString).collect(Collectors.joining("", "(", ")"))
                + result.descriptorString();
    }
}
