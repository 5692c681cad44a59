# ruff: noqa: ISC004, E501 - cells are text, long or short
"""Cells that do odd things, told as what they do; each runs by an ordinary kernel and by ours."""

from __future__ import annotations

ROOMS: dict[str, tuple[str, ...]] = {
    "a value": ("40 + 2", "_", "Out[_oh and max(_oh)] if False else 'text'", "x = 3; x;"),
    "an error, then going on": ("def f(n):\n    return 1 / n\nf(0)", "'still here'"),
    "an error of the syntax": ("for x in", "print('('\n"),
    "an error chained to another": (
        "try:\n    {}['a']\nexcept KeyError as e:\n    raise ValueError('b') from e",
    ),
    "a recursion without end": ("def f(): return f()\nf()",),
    "an error that cannot be printed": (
        "class E(Exception):\n    def __str__(self): raise RuntimeError('no words')\nraise E()",
    ),
    "a group of errors": ("raise ExceptionGroup('two', [ValueError('a'), KeyError('b')])",),
    "streams in turn": (
        "import sys\nprint('a'); print('b', file=sys.stderr, flush=True); print('c')",
        "print('no line end', end='')",
        "print('a', end=''); print(); print('à è 😀 \\u200b')",
    ),
    "nothing at all": ("", "   \n", "# words", "None", "pass", "x = 1"),
    "a great deal": ("print('0123456789' * 500_000)", "'x' * 5_000_000"),
    "many lines": ("for i in range(20_000): print(i)",),
    "letters that are none": ("'\\udc80'", "b'\\xff'.decode('latin1')"),
    "clearing": (
        "from IPython.display import clear_output, display, HTML\n"
        "print(1); clear_output(); print(2)",
        "print(1); clear_output(wait=True); print(2)",
        "print(1); clear_output(wait=True)",
        "for i in range(5):\n    clear_output(wait=True); display(i)",
        "display(1); clear_output(); 2",
    ),
    "displays by name": (
        "h = display('first', display_id='a')",
        "h.update('second'); print('between')",
        "display('again', display_id='a')",
        "from IPython.display import update_display\nupdate_display(HTML('<b>third</b>'), "
        "display_id='a')",
        "clear_output(); h.update('fourth')",
        "g = display(display_id=True); g is None",
        "update_display('nobody', display_id='unknown')",
    ),
    "a progress bar": (
        "from tqdm import tqdm\nfor _ in tqdm(range(3), file=sys.stdout, bar_format='{n}/{total}', "
        "mininterval=0): pass",
        "for i in range(3): print(i, end='\\r')",
        "print('abc\\b\\bX')",
        "from tqdm.auto import tqdm as auto\nprint(auto.__module__)",
    ),
    "rich": (
        "from rich import print as show\nshow('[bold]bold[/bold]', {'a': 1})",
        "from rich.table import Table\nt = Table('a', 'b'); t.add_row('1', '2'); t",
        "from rich.console import Console\nConsole().is_jupyter",
    ),
    "warnings": (
        "import warnings\nwarnings.warn('careful')",
        "def old():\n    warnings.warn('old', DeprecationWarning, stacklevel=2)\nold(); old()",
    ),
    "logging": (
        "import logging\nlogging.warning('a')\nlogging.getLogger('x').error('b')",
        "logging.basicConfig(level='INFO', force=True, format='%(levelname)s %(message)s')\n"
        "logging.info('c')",
        "1 / 0",
        "logging.basicConfig(level='WARNING', force=True)",
    ),
    "asking": ("input('name? ')", "import getpass\ngetpass.getpass()"),
    "await": (
        "import asyncio\nawait asyncio.sleep(0.01)\n'slept'",
        "asyncio.get_running_loop().is_running()",
        "c = asyncio.sleep(0)\ntry: asyncio.run(c)\nfinally: c.close()",
        "async def f():\n    print('in'); return 5\nawait f()",
        "task = asyncio.create_task(f())",
        "await task",
        "async def g():\n    await asyncio.sleep(0); 1 / 0\nawait g()",
        "from contextvars import ContextVar\nv = ContextVar('v', default=0); v.set(4); None",
        "v.get()",
        "async for x in f(): pass",
    ),
    "magics": (
        "%%capture caught\nprint('kept'); display(1); 2",
        "caught.stdout, len(caught.outputs)",
        "caught.show()",
        "%time sum(range(9))",
        "%%time\n1 + 1",
        "%who_ls int",
        "%xmode Minimal",
        "1 / 0",
        "%xmode Context",
        "%%html\n<b>x</b>",
        "%%script bash\necho out; echo err >&2",
        "%%bash\nexit 3",
        "%nosuch",
        "%%nosuch\nx",
        "%env REPORTING_MUSEUM=1",
        "%pwd",
        "%history -l 1",
        "%precision 3",
        "3.14159",
        "%precision %r",
        "%pinfo len",
        "len?",
        "%lsmagic\n''",
        "%autosave 10",
    ),
    "a loop of events": (  # what %matplotlib inline asks for, and where it failed
        "from ipykernel.eventloops import enable_gui\nenable_gui(None)",
        "%gui",
        "%gui asyncio",
        "from traitlets.config import Application\ntype(Application.instance()).__name__",
    ),
    "processes of a pool": (
        "import multiprocessing as mp\nmp.get_start_method(), mp.parent_process()",
        "def square(x): return x * x\nwith mp.Pool(2) as pool: print(pool.map(square, [1, 2]))",
        "from concurrent.futures import ProcessPoolExecutor\n"
        "with ProcessPoolExecutor(2) as pool: print(list(pool.map(square, [4, 5])))",
    ),
    "other programs": (
        "!echo one; echo two >&2; printf 'three'",
        "files = !echo a b\nfiles",
        "!exit 3",
        "_exit_code",
        "import os, subprocess\nos.system('echo from the system')",
        "subprocess.run(['echo', 'from a child']).returncode",
        "subprocess.run('echo wrong >&2', shell=True).returncode",
        "os.write(1, b'to the descriptor\\n')",
        "subprocess.run(['printf', 'x%.0s'] + ['1'] * 30_000).returncode",
    ),
    "forked": (
        "import multiprocessing as mp\np = mp.get_context('fork').Process(target=print, "
        "args=('from a fork',)); p.start(); p.join()",
        "with mp.get_context('fork').Pool(2) as pool: print(pool.map(abs, [-1, -2]))",
        "mp.current_process().name, mp.current_process().daemon",
    ),
    "threads": (
        "import threading, time\nt = threading.Thread(target=lambda: print('in time')); t.start(); "
        "t.join()",
        "late = threading.Thread(target=lambda: (time.sleep(.3), print('late'))); late.start()",
        "late.join()",
        "t = threading.Thread(target=lambda: 1 / 0); t.start(); t.join()",
    ),
    "interrupted": (
        "raise KeyboardInterrupt",
        "import signal\nsignal.raise_signal(signal.SIGINT)\ntime.sleep(1)",
        "signal.getsignal(signal.SIGINT)",
        "'still here'",
    ),
    "leaving": (
        "raise SystemExit",
        "sys.exit(3)",
        "def f(): raise SystemExit('text')\nf()",
        "sys.exit(0)",
        "'still here'",
    ),
    "objects that show themselves": (
        "class A:\n    def _repr_mimebundle_(self, include=None, exclude=None):\n"
        "        return {'text/plain': 'plain', 'application/x+json': {'a': (1, None, 1.5)}}, "
        "{'text/plain': {'m': 1}}\nA()",
        "display(A(), A(), metadata={'k': 1})",
        "class B:\n    def _repr_html_(self): return '<i>b</i>'\n    def __repr__(self): return 'b'\n"
        "B()",
        "class C:\n    def __repr__(self): raise ValueError('shy')\nC()",
        "class D:\n    def _repr_html_(self): raise ValueError('shy')\n"
        "    def __repr__(self): return 'd'\nD()",
        "class F:\n    def _ipython_display_(self): print('by hand')\nF()",
        "class P:\n    def _repr_png_(self): return b'\\x89PNG not really'\nP()",
        "display({'text/plain': 'raw', 'text/x': 'y'}, raw=True)",
        "display({'application/json': float('nan')}, raw=True)",
        "display({'application/json': {'a': {1, 2}}}, raw=True)",
        "display({'application/json': __import__('datetime').datetime(2026, 1, 2)}, raw=True)",
        "from IPython.display import Markdown, JSON, SVG, Javascript, Image\nMarkdown('*a*')",
        "JSON({'a': [1]})",
        "Javascript('1')",
    ),
    "pandas": (
        "import pandas as pd\npd.DataFrame({'a': [1, 2], 'b': ['x', None]})",
        "pd.Series([1.5, 2])",
        "pd.DataFrame({'a': [1]}).style",
        "pd.DataFrame({f'column {n}': ['a long text of many words'] for n in range(30)})",
        "{k: pd.get_option(f'display.{k}') for k in ('max_rows', 'max_columns', 'width')}",
    ),
    "plotly": (
        "import plotly.io as pio\npio.renderers.default",
        "import plotly.graph_objects as go\ngo.Figure(go.Scatter(x=[1, 2], y=[3, 4]), "
        "layout={'template': 'none'})",
        "go.Figure().show()",
    ),
    "widgets' wires": (
        "from comm import create_comm\nc = create_comm(target_name='nobody', data={'a': 1})\n"
        "c.send({'b': 2}); c.close()",
    ),
    "the shell itself": (
        "type(get_ipython()).__name__, type(get_ipython()).__module__",
        "get_ipython().run_cell('1 / 0').success",
        "get_ipython().execution_count - In.index(In[-1]) - 1",
        "__name__, '__file__' in globals(), sys.modules['__main__'].__dict__ is globals()",
        "sys.path, sys.stdout.isatty(), sys.stdin is None, type(sys.stdout).__name__",
        "os.environ['MPLBACKEND'], os.environ['TERM'], os.environ['PAGER']",
        "get_ipython().set_next_input('x = 1')",
        "import inspect\ndef f(): return 1\ninspect.getsource(f)",
        "import pickle\nclass K: pass\ntype(pickle.loads(pickle.dumps(K()))) is K",
        "print('ps1' in dir(sys)); type(sys.displayhook).__name__",
        "%store?\n''",
    ),
}
"""What a room shows -> its cells. All of them run in one notebook, errors allowed."""

FATAL: dict[str, tuple[str, ...]] = {
    "an error ends the run": ("1 + 1", "1 / 0", "print('never')"),
    "sys.exit(3) ends the run": ("import sys; sys.exit(3)", "print('never')"),
    "SystemExit in a function": ("def f(): raise SystemExit(2)\nf()", "print('never')"),
    "sys.exit() passes for an end": ("import sys; sys.exit()", "print('never')"),
    "os._exit": ("print('a')", "import os; os._exit(3)", "print('never')"),
    "killed": ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "print('never')"),
    "terminated": ("import os, signal; os.kill(os.getpid(), signal.SIGTERM)", "print('never')"),
    "exit() in the last cell": ("print('a')", "exit()"),
    "exit() and time": ("exit()", "import time; time.sleep(1)", "print('never')"),
    "a wild pointer": ("import ctypes; ctypes.string_at(0)", "print('never')"),
}
"""What ends a notebook before its time."""
