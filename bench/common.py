"""What the measurements of the whole program share: installations, servers, clients, processor time.

All take the program from $GONGKAI (else build/src/app/gongkai), listen on loopback only, and keep
their files below $TMPDIR in a folder that goes with them. The server trusts us as its proxy, so
that each request may come from another address: the limits on requests are not what is measured.
"""
import contextlib, glob, http.client, itertools, json, os, re, shutil, signal, socket, statistics
import subprocess, sys, tempfile, time

HERE = os.path.dirname(os.path.abspath(__file__))
TREE = os.path.dirname(HERE)
sys.path.insert(0, os.path.join(TREE, "tests", "scenario"))
GONGKAI = os.environ.get("GONGKAI", os.path.join(TREE, "build", "src", "app", "gongkai"))
CORPUS = os.environ.get("CORPUS", os.path.join(TREE, "..", "shared", "corpus", "laws.jsonl.zst"))

_addresses = itertools.count(1)


def need(*programs):
    missing = [p for p in programs if not shutil.which(p)]
    if missing:
        sys.exit(f"needs {', '.join(missing)}")
    if not os.access(GONGKAI, os.X_OK):
        sys.exit(f"no program at {GONGKAI}; set GONGKAI")


@contextlib.contextmanager
def folder():
    path = tempfile.mkdtemp(prefix="gongkai-bench-")
    os.chmod(path, 0o755)
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


def machine():
    """The first line of every result: figures of a busy machine are not worth much."""
    model = re.search(r"model name\s*: (.*)", open("/proc/cpuinfo").read())
    commit = subprocess.run(["git", "-C", TREE, "rev-parse", "--short", "HEAD"],
                            capture_output=True, text=True, check=False).stdout.strip()
    print(f"# {model.group(1) if model else 'unknown processor'}, {os.cpu_count()} cores, "
          f"load {os.getloadavg()[0]:.1f}, commit {commit or 'unknown'}", flush=True)


def gongkai(*words):
    done = subprocess.run([GONGKAI, *map(str, words)], capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"gongkai {' '.join(map(str, words))}: {done.stdout}{done.stderr}")
    return done.stdout


def lines_of_corpus():
    """The lines of the corpus (JSON, bytes)."""
    if not os.path.exists(CORPUS):
        sys.exit(f"no corpus at {CORPUS}; set CORPUS to a .jsonl or .jsonl.zst")
    if CORPUS.endswith(".zst"):
        need("zstd")
        return subprocess.run(["zstd", "-dcq", CORPUS], capture_output=True,
                              check=True).stdout.splitlines(True)
    with open(CORPUS, "rb") as f:
        return f.readlines()


def cpu_s(pid):
    """Processor time of all threads of a process by the scheduler's own nanoseconds."""
    return sum(int(open(p).read().split()[0])
               for p in glob.glob(f"/proc/{pid}/task/*/schedstat")) / 1e9


def memory_mb(pid):
    text = open(f"/proc/{pid}/status").read()
    return {k: int(re.search(rf"{k}:\s+(\d+)", text).group(1)) / 1024 for k in ("VmRSS", "VmHWM")}


class Server:
    """`gongkai serve`; a context manager. Ready when it is entered; start_ms says how long it took."""

    def __init__(self, data, *options, pin=None, port=None):
        self.data, self.options, self.pin = data, options, pin
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"

    def __enter__(self):
        begin = time.monotonic()
        self.log = open(self.data.rstrip("/") + ".log", "wb")
        self.process = subprocess.Popen(
            pinned(self.pin) + [GONGKAI, "serve", "--data", self.data, "--listen",
                                f"127.0.0.1:{self.port}", "--proxies", "127.0.0.1", *self.options],
            stdout=self.log, stderr=self.log, stdin=subprocess.DEVNULL)
        self.pid = self.process.pid
        while True:
            with contextlib.suppress(OSError):
                if Client(self.port).get("/healthz")[0] == 200:
                    break
            if self.process.poll() is not None or time.monotonic() - begin > 60:
                sys.exit(f"the server did not start: {open(self.log.name).read()}")
            time.sleep(0.002)
        self.start_ms = (time.monotonic() - begin) * 1000
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(60)
        self.log.close()


def pinned(core):
    return ["taskset", "-c", str(core)] if core is not None and shutil.which("taskset") else []


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Client:
    """One connection that stays open."""

    def __init__(self, port, token=None):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.token = token

    def ask(self, method, target, body=None, headers=None):
        n = next(_addresses)
        given = {"X-Forwarded-For": f"10.{n >> 16 & 255}.{n >> 8 & 255}.{n & 255}"}
        if self.token:
            given["Authorization"] = f"Bearer {self.token}"
        if body is not None:
            given["Content-Type"] = "application/json"
            body = json.dumps(body).encode()
        given = {k: v for k, v in {**given, **(headers or {})}.items() if v is not None}
        self.connection.request(method, target, body, given)
        answer = self.connection.getresponse()
        return answer.status, answer.read()

    def get(self, target, headers=None):
        return self.ask("GET", target, None, headers)

    def send(self, target, value):
        """A JSON call; its answer. Ends the measurement when it is refused."""
        status, text = self.ask("POST", target, value)
        if status not in (200, 201):
            sys.exit(f"POST {target}: {status} {text.decode()}")
        return json.loads(text)


def wrk(url, seconds, connections=8, threads=1, script=None, pin=None):
    """Starts wrk; wait for it with .communicate()."""
    command = pinned(pin) + ["wrk", f"-t{threads}", f"-c{connections}", f"-d{seconds}s",
                             "--latency", "-H", "Connection: keep-alive"]
    if script:
        command += ["-s", script]
    return subprocess.Popen(command + [url], stdout=subprocess.PIPE, text=True)


def percentile(values, p):
    values = sorted(values)
    return values[min(len(values) - 1, int(len(values) * p / 100))]


def verdict(value, most):
    return "ok" if value <= most else "NOT MET"


def median(values):
    return statistics.median(values)
