package io.github.camelaudience.launchdarkly;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Arrays;

/** The class path anew, as if one package and what is below it were not on it. */
final class WithoutPackage extends URLClassLoader {

    private final String absent;

    WithoutPackage(String absent) {
        super(classPath(), ClassLoader.getPlatformClassLoader());
        this.absent = absent + ".";
    }

    private static URL[] classPath() {
        return Arrays.stream(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
                        .split(File.pathSeparator))
                .map(entry -> {
                    try {
                        return new File(entry).toURI().toURL();
                    } catch (MalformedURLException e) {
                        throw new IllegalStateException(e);
                    }
                })
                .toArray(URL[]::new);
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        if (name.startsWith(absent)) {
            throw new ClassNotFoundException(name);
        }
        return super.findClass(name);
    }
}
