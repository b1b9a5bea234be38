package io.freshet.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** nchan, the module of nginx, as Debian has it. */
final class Nchan implements Program {
    private static final String NAME = "nchan";
    private static final String NGINX = "nginx";
    private static final Path MODULE = Path.of("/usr/lib/nginx/modules/ngx_nchan_module.so");
    private static final List<String> PACKAGES = List.of("nginx", "libnginx-mod-nchan");

    @Override
    public void prepare(Workshop workshop) throws UnavailableException, IOException, InterruptedException {
        if (!isThere()) {
            install(workshop);
        }
        if (!isThere()) {
            throw new UnavailableException("there is no `nginx` with " + MODULE);
        }
    }

    private static boolean isThere() {
        return Workshop.find(NGINX).isPresent() && Files.exists(MODULE);
    }

    private static void install(Workshop workshop) throws UnavailableException, IOException, InterruptedException {
        if (Workshop.find("apt-get").isEmpty()) {
            throw new UnavailableException("Debian's packages " + String.join(" and ", PACKAGES)
                    + " are missing, and there is no `apt-get` to install them with");
        }
        if (!"root".equals(System.getProperty("user.name"))) {
            throw new UnavailableException("Debian's packages are missing; root installs them with `apt-get install "
                    + String.join(" ", PACKAGES) + "`");
        }
        List<String> command = new ArrayList<>(List.of("apt-get", "-qq", "install", "-y", "--no-install-recommends"));
        command.addAll(PACKAGES);
        workshop.run(NAME, Map.of(), "apt-get", "-qq", "update");
        workshop.run(NAME, Map.of("DEBIAN_FRONTEND", "noninteractive"), command.toArray(String[]::new));
    }

    @Override
    public List<String> command(int port, Launch launch) throws IOException {
        long descriptors = ProcessStat.own().descriptors();
        Path configuration = launch.workshop()
                .lay(
                        NAME,
                        "nginx.conf",
                        Map.of(
                                "module", MODULE.toString(),
                                "port", Integer.toString(port),
                                "heartbeat", Integer.toString(launch.heartbeatSeconds()),
                                "descriptors", Long.toString(Math.min(descriptors, Idle.MOST_DESCRIPTORS))));
        String folder = configuration.resolveSibling("").toString();
        return List.of(Workshop.find(NGINX).orElseThrow().toString(), "-p", folder, "-c", configuration.toString());
    }
}
