"""Compiles what attaching spends its time in; an installation that can't runs the same in numpy."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

PACKAGE = "storywire.domain.attach.compiled"
SOURCES = Path("shared", *PACKAGE.split("."))


class CompiledLoops(BuildHookInterface):  # type: ignore[misc]
    """Builds each `.c` file of the package into the module of its name."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile in place, and have the modules in the wheel."""
        del version
        if self.target_name != "wheel":
            return
        if built := self._built():
            build_data["pure_python"] = False
            build_data["infer_tag"] = True
            build_data["artifacts"] += [f"/{SOURCES.as_posix()}/{name}" for name in built]

    def _built(self) -> list[str]:
        from setuptools import Distribution, Extension
        from setuptools.command.build_ext import build_ext

        extensions = [
            Extension(
                f"{PACKAGE}.{source.stem}",
                [str(SOURCES / source.name)],
                depends=[str(SOURCES / "arrays.h")],
                # A fused multiplication would round otherwise than numpy does.
                extra_compile_args=["-O2", "-ffp-contract=off"],
                optional=True,
            )
            for source in sorted((Path(self.root) / SOURCES).glob("*.c"))
        ]
        command = build_ext(
            Distribution({"ext_modules": extensions, "package_dir": {"": "shared"}})
        )
        command.inplace = True
        built = [
            Path(self.root) / SOURCES / Path(command.get_ext_filename(it.name)).name
            for it in extensions
        ]
        for module in built:
            module.unlink(missing_ok=True)
        with TemporaryDirectory() as command.build_temp:
            command.ensure_finalized()
            command.run()
        found = [module.name for module in built if module.exists()]
        if len(found) < len(built):
            self.app.display_warning("storywire: no C compiler, so attaching runs in numpy, slower")
        return found
