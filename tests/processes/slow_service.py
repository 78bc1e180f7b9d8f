"""`fireside up` whose bots of the policy `echo` take their time: what `test_kill.py` kills.

python -m tests.processes.slow_service up OPTIONS
"""

from fireside import assemble
from fireside.cli import main
from tests.processes.slow_echo import SlowEcho

assemble.POLICIES = {**assemble.POLICIES, "echo": lambda folder, model: SlowEcho()}
main()
