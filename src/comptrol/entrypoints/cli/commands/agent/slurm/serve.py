"""Serve the agent of one cluster."""

from contextlib import closing
from pathlib import Path

import click

from comptrol.bootstrap.journals import system_clock
from comptrol.entrypoints.cli.commands.agent.slurm.asking import config_option
from comptrol.entrypoints.cli.commands.serve import bound, until_told
from comptrol.entrypoints.journal import announce, configured
from comptrol.settings import Settings


@click.command()
@config_option
@click.pass_obj
def command(settings: Settings, config: Path) -> None:
    """Answer the plugins of one cluster until interrupted, and join its accounts to its orders.

    It runs where slurmctld runs, as SlurmUser or root. While it is away nothing is let through;
    what runs, runs on, and is counted when it is back.
    """
    import uvicorn  # noqa: PLC0415  (slow to import, needed here only)

    from comptrol.entrypoints.agents.gate import desk_in  # noqa: PLC0415
    from comptrol.entrypoints.agents.slurm.agent import agent_of  # noqa: PLC0415
    from comptrol.entrypoints.agents.slurm.app import create_app  # noqa: PLC0415
    from comptrol.entrypoints.agents.slurm.configuration import (  # noqa: PLC0415
        read_configuration,
    )
    from comptrol.entrypoints.agents.slurm.install import read_word  # noqa: PLC0415
    from comptrol.entrypoints.agents.slurm.journal import Journal  # noqa: PLC0415
    from comptrol.entrypoints.agents.slurm.office import Office  # noqa: PLC0415
    from comptrol.entrypoints.agents.slurm.programs import SlurmPrograms  # noqa: PLC0415

    configured(settings)
    told, clock = read_configuration(config), system_clock()
    word = read_word(told)
    with (
        until_told(),
        bound(told.host, told.port) as listening,
        closing(Journal(told.journal, clock.now())) as journal,
    ):
        desk = desk_in(told.desk, config.absolute().parent)
        office = Office(
            told=told,
            desk=desk,
            slurm=SlurmPrograms(told.slurm_conf),
            journal=journal,
            clock=clock,
            tell=announce,
        )
        app = create_app(agent_of(office), word, desk.close)
        announce("Agent of {} at http://{}:{}".format(told.cluster, *listening.getsockname()[:2]))
        served = uvicorn.Config(
            app,
            access_log=False,
            log_config=None,
            log_level="warning",
            timeout_graceful_shutdown=5,
        )
        uvicorn.Server(served).run(sockets=[listening])
