#!/bin/sh
# Makes a Java runtime that needs no other file of an operating system: jlink's, and the libraries that it is linked with.
#   runtime.sh JAVA_HOME FOLDER
set -eu
home="$1"
root="$2"
rm -rf "$root"
mkdir -p "$root/opt" "$root/tmp" "$root/data"

"$home/bin/jlink" \
  --add-modules java.se,jdk.crypto.ec,jdk.jfr,jdk.management,jdk.naming.dns,jdk.net,jdk.security.auth,jdk.unsupported,jdk.zipfs \
  --strip-debug --no-header-files --no-man-pages --compress=2 --output "$root/opt/java"

# What the runtime and libraries that unpack themselves, such as RocksDB's, are linked with; nobody looks at a screen here.
libraries() {
  for file in "$root"/opt/java/bin/java "$root"/opt/java/lib/server/*.so "$root"/opt/java/lib/*.so; do
    case "$file" in *awt*|*jawt*|*splashscreen*|*fontmanager*|*freetype*|*jsound*) ;; *) ldd "$file" ;; esac
  done | awk '/=> \// { print $3 } /^\t\// { print $1 }'
  for name in libstdc++.so.6 libgcc_s.so.1 libm.so.6 libdl.so.2 libpthread.so.0 librt.so.1 \
    libresolv.so.2 libnss_dns.so.2 libnss_files.so.2; do
    ldconfig -p | awk -v name="$name" '$1 == name && /64/ { print $NF; exit }'
  done
}
libraries | grep -v "^$root" | sort -u | while read -r library; do
  mkdir -p "$root$(dirname "$library")"
  cp -L "$library" "$root$library"
done
