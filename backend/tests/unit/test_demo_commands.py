"""What the demo's commands say before they speak to Temporal."""

import pytest

from releasewatch_demo import scenarios, worker


def test_the_list_names_every_scenario(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.argv", ["scenarios", "--list"])
    scenarios.main()
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == [scenario.name for scenario in scenarios.SCENARIOS]


def test_an_unknown_scenario_is_refused(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.argv", ["scenarios", "finished", "nonesuch"])
    with pytest.raises(SystemExit, match="2"):
        scenarios.main()
    assert "no such scenario: nonesuch" in capsys.readouterr().err


async def test_an_absent_temporal_is_named_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEMPORAL_ADDRESS", "127.0.0.1:1")
    with pytest.raises(SystemExit, match=r"^Temporal does not answer at 127\.0\.0\.1:1 \(see TEMPORAL_ADDRESS\)$"):
        await worker.connect()
