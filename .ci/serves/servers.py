"""Runs servers of this project's services as their images do, for other scripts."""
import os, re, shlex, shutil, subprocess, sys, time, urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SERVER = ROOT / "target/liberty/wlp/bin/server"

# Answers as a provider does, and accepts what a collector accepts.
PEER = """
import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;
import java.util.concurrent.Executors;
class Peer {
  public static void main(String[] ports) throws Exception {
    byte[] data = "{\\"message\\":\\"hello\\",\\"source\\":\\"peer\\"}".getBytes();
    for (String port : ports) {
      HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", Integer.parseInt(port)), 512);
      server.setExecutor(Executors.newFixedThreadPool(16));
      server.createContext("/", exchange -> {
        exchange.getRequestBody().readAllBytes();
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, data.length);
        exchange.getResponseBody().write(data);
        exchange.close();
      });
      server.start();
    }
  }
}
"""


def package(projects, root=ROOT):
    """Builds the WARs of these projects, without their tests."""
    subprocess.run(["mvn", "-q", "-B", "-am", "-pl", projects, "package", "-Dmaven.test.skip", "-Dspotless.check.skip"],
                   cwd=root, check=True)


def java_version():
    java = Path(os.environ["JAVA_HOME"], "bin/java") if "JAVA_HOME" in os.environ else "java"
    return re.search(r'"([\d.]+)', subprocess.run([java, "-version"], capture_output=True, text=True).stderr)[1]


def image_environment():
    """The variables that the Dockerfile sets in an image."""
    image = (ROOT / "liberty-config/Dockerfile").read_text().rsplit("\nFROM ", 1)[1]
    return dict(setting.split("=", 1) for line in re.findall(r"^ENV (.*)$", image, re.M) for setting in shlex.split(line))


def answers(url):
    """Whether the URL answers with 200."""
    try:
        return urllib.request.urlopen(url, timeout=5).status == 200
    except OSError:
        return False


def await_answer(url, process, seconds=180):
    """Waits until the URL answers with 200. Returns false when the process ends or the time is up before that."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and process.poll() is None:
        if answers(url):
            return True
        time.sleep(0.02)
    return False


def load(server, connections, seconds):
    """Requests a second of /fetch. Fails unless every answer is good."""
    text = subprocess.run(["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", server.url("/fetch")],
                          capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in text or "Socket errors" in text:
        sys.exit(text)
    return float(re.search(r"Requests/sec:\s+([\d.]+)", text)[1])


def peers(folder, *ports):
    """Starts a peer on these ports. Returns its process and its log."""
    (folder / "Peer.java").write_text(PEER)
    log = folder / "peer.log"
    # Without this, an answer of two packets waits 40 ms for an acknowledgement.
    command = ["java", "-Dsun.net.httpserver.nodelay=true", folder / "Peer.java", *map(str, ports)]
    return subprocess.Popen(command, stdout=log.open("w"), stderr=subprocess.STDOUT), log


class Server:
    """One service in its own JVM, with its image's configuration, environment and JVM options."""

    running = []

    def __init__(self, service, port, home, **environment):
        self.service, self.port, self.home, self.environment = service, port, home, environment
        self.log = home / "console.log"
        self.config = home / "servers/defaultServer"

    def prepare(self, root=ROOT):
        """Does what the image's build does, so that no measured start is a first start. The WAR must be built."""
        shutil.copytree(root / "liberty-config/src/main/liberty/config", self.config)
        (self.config / f"{self.service}.xml").replace(self.config / "server.xml")
        for name in ("apps", "configDropins/defaults"):
            (self.config / name).mkdir(parents=True)
        docker, hotspot, cache = root / "liberty-config/src/main/docker", self.home / "hotspot.options", self.home / "classes.aot"
        shutil.copy(docker / "hotspot.options", hotspot)
        options = (docker / "jvm.options").read_text()
        (self.config / "configDropins/defaults/jvm.options").write_text(options.replace("/opt/ol/hotspot.options", str(hotspot)))
        shutil.copy(root / f"{self.service}-war/target/{self.service}-war.war", self.config / "apps")
        self.start(JVM_ARGS=f"-XX:AOTCacheOutput={cache}").seconds_until("/health/ready")
        self.stop()
        overrides = self.config / "configDropins/overrides"
        overrides.mkdir()
        options = (docker / "aot.options").read_text()
        (overrides / "jvm.options").write_text(options.replace("/opt/ol/wlp/usr/classes.aot", str(cache)))
        return self

    def variables(self):
        """The environment of the server."""
        return {**os.environ, **image_environment(), **self.environment, "WLP_USER_DIR": str(self.home), "PORT": str(self.port)}

    def url(self, path):
        return f"http://127.0.0.1:{self.port}{path}"

    def start(self, **environment):
        self.begun = time.monotonic()
        with self.log.open("w") as log:
            self.process = subprocess.Popen([SERVER, "run", "defaultServer"], stdout=log, stderr=log,
                                            start_new_session=True, env={**self.variables(), **environment})
        Server.running.append(self)
        return self

    def seconds_until(self, path):
        """Waits until the path answers with 200. Returns the seconds since the start."""
        if not await_answer(self.url(path), self.process):
            sys.exit(f"no answer from {self.url(path)}; the log is {self.log}")
        return time.monotonic() - self.begun

    def _of_its_processes(self, name):
        """A file in /proc of each process of the server: the start script and the JVM."""
        for process in Path("/proc").glob("[0-9]*"):
            try:
                if os.getpgid(int(process.name)) == self.process.pid:
                    yield (process / name).read_text()
            except OSError:
                pass  # The process has ended.

    def resident(self):
        """The resident memory of the JVM in MiB."""
        return max(int(size) // 1024 for text in self._of_its_processes("status")
                   for size in re.findall(r"VmRSS:\s+(\d+)", text))

    def processor_seconds(self):
        ticks = 0
        for text in self._of_its_processes("stat"):
            fields = text.rsplit(")", 1)[1].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    def stop(self, signal=15):
        Server.running.remove(self)
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal)
        self.process.wait(120)

    @staticmethod
    def stop_all():
        for server in list(Server.running):
            server.stop()
