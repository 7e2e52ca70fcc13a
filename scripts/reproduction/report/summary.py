"""The summary: in words, in four figures, in charts of geometric means and a table of effort."""
from __future__ import annotations

from html import escape
from statistics import median

from reproduction.report.mappers import BY_KEY, Mapper
from reproduction.report.means import BASELINES, means_figure, networks_figure
from reproduction.report.measures import (EDP, ENERGY, LATENCY, METRICS, Metric, bound_excesses,
                                          excesses, figures, gains, mean, mean_excess)
from reproduction.report.study import Study
from reproduction.report.table import Table
from reproduction.report.text import (NONE, factor, integer, listing, percent, plural, seconds,
                                      significant)

# Whom the summary is about: the first of these that the study has.
_HEROES = ("cosa", "cosa_published", "exact", "hybrid", "random")


def summary_section(study: Study) -> str:
    return (f'<section id="summary"><h2>Summary</h2>{_lead(study)}{_tiles(study)}'
            f'{means_figure(study)}{networks_figure(study)}{_effort(study)}</section>')


def hero_of(study: Study) -> Mapper:
    return BY_KEY[next(key for key in _HEROES if study.has(key))]


def _baseline(study: Study, hero: Mapper) -> Mapper | None:
    keys = [key for key in BASELINES if study.has(key) and key != hero.key]
    return BY_KEY[keys[0]] if keys else None


def _lead(study: Study) -> str:
    hero = hero_of(study)
    sentences = [*_against_baseline(study, hero), *_against_optimum(study, hero),
                 *_about_effort(study, hero)]
    return "".join(f'<p class="lead">{sentence}</p>' for sentence in sentences)


def _against_baseline(study: Study, hero: Mapper) -> list[str]:
    baseline = _baseline(study, hero)
    if baseline is None:
        return []
    parts, counts = [], []
    for where, simulated in (("model", False), ("simulator", True)):
        ratios = {metric: gains(study.views, hero.key, baseline.key, metric, simulated)
                  for metric in METRICS}
        if ratios[LATENCY]:
            words = [_better(mean(ratios[metric]), metric) for metric in METRICS if ratios[metric]]
            parts.append(f"on the {where} {listing(words)}")
            counts.append(f"{len(ratios[LATENCY]):,} on the {where}")
    if not parts:
        return []
    pairs = "layers" if len(study.architectures) == 1 else "pairs of layer and architecture"
    return [f"Compared with {baseline.name.lower()} search, the mappings of <b>{escape(hero.name)}"
            f"</b> take {'; '.join(parts)}. These are geometric means over {pairs}, "
            f"{listing(counts)}."]


def _better(ratio: float, metric: Metric) -> str:
    """<b>2.3 times</b> fewer cycles, less energy or a smaller EDP; or more of it."""
    if abs(ratio - 1) < 0.005:
        return {LATENCY: "<b>as many</b> cycles", ENERGY: "<b>as much</b> energy"}.get(
            metric, "<b>the same</b> energy-delay product")
    times = f"<b>{significant(max(ratio, 1 / ratio), 3)} times</b>"
    if metric is LATENCY:
        return f"{times} {'fewer' if ratio >= 1 else 'more'} cycles"
    if metric is ENERGY:
        return f"{times} {'less' if ratio >= 1 else 'more'} energy"
    return f"a {times} {'smaller' if ratio >= 1 else 'larger'} energy-delay product"


def _against_optimum(study: Study, hero: Mapper) -> list[str]:
    own = excesses(study.views, hero.key)
    if not own or hero.key == "exact":
        return []
    worst = max(own, key=lambda ratio: ratio.value)
    others = [f"{escape(mapper.name)} {percent(value)}" for mapper in study.mappers
              if mapper.key not in (hero.key, "exact")
              and (value := mean_excess(excesses(study.views, mapper.key))) is not None]
    tail = f" ({'; '.join(others)})" if others else ""
    value = mean_excess(own)
    side = "above" if value >= 0 else "below"
    return [f"Their energy-delay product on the model is <b>{percent(abs(value))} {side} that of "
            f"the exact mapper</b>{tail}; at worst {percent(worst.value)}, for "
            f"{escape(worst.layer.name)} of {escape(worst.view.title)}."]


def _about_effort(study: Study, hero: Mapper) -> list[str]:
    times = figures(study.views, hero.key, "seconds")
    baseline = _baseline(study, hero)
    if not times:
        return []
    text = (f"{escape(hero.name)} takes <b>{seconds(median(times))}</b> a layer (median; at most "
            f"{seconds(times[-1])}) and {_tried(study, hero)}")
    other = figures(study.views, baseline.key, "seconds") if baseline else []
    if other:
        text += (f", {escape(baseline.name)} {seconds(median(other))} (at most "
                 f"{seconds(other[-1])}) and {_tried(study, baseline)}")
    return [text + "."]


def _tried(study: Study, mapper: Mapper) -> str:
    samples = figures(study.views, mapper.key, "samples")
    return f"tries {plural(round(median(samples)), 'mapping')}" if samples else "tells no samples"


def _tiles(study: Study) -> str:
    """The figures that most readers want."""
    hero, tiles = hero_of(study), []
    baseline = _baseline(study, hero)
    if baseline:
        model = mean(gains(study.views, hero.key, baseline.key, EDP, False))
        simulator = mean(gains(study.views, hero.key, baseline.key, EDP, True))
        if model:
            below = f"; {factor(simulator)} on the simulator" if simulator else ""
            tiles.append((factor(model), f"gain in EDP over {baseline.name.lower()} search, on the "
                                         f"model{below}"))
    own = excesses(study.views, hero.key)
    if own and hero.key != "exact":
        within = sum(ratio.value <= 0.05 for ratio in own)
        tiles.append((percent(mean_excess(own)), f"EDP above the optimum; {within} of "
                                                 f"{plural(len(own), 'mapping')} within 5 %"))
    times = figures(study.views, hero.key, "seconds")
    if times:
        tiles.append((seconds(median(times)), f"a layer, median; at most {seconds(times[-1])}"))
    samples = figures(study.views, hero.key, "samples")
    if samples:
        tiles.append((integer(median(samples)), "mappings tried for a layer (median)"))
    return (f'<ul class="tiles {hero.key}" aria-label="{escape(hero.name)} in figures">'
            + "".join(f"<li><b>{escape(value)}</b> <span>{escape(text)}</span></li>"
                      for value, text in tiles)
            + "</ul>")


def _effort(study: Study) -> str:
    """What each mapper took, and how far it got."""
    rows = []
    for mapper in study.mappers:
        times = figures(study.views, mapper.key, "seconds")
        far = excesses(study.views, mapper.key)
        cases = [case for view in study.views for case in view.comparison.cases(mapper.key)]
        rows.append([
            mapper.name, *(significant(value, 3) for value in _spread(times)),
            *(integer(median(found)) if (found := figures(study.views, mapper.key, what)) else NONE
              for what in ("samples", "evaluations")),
            percent(mean_excess(far)),
            percent(max((ratio.value for ratio in far), default=None)),
            percent(mean_excess(bound_excesses(study.views, mapper.key))),
            integer(sum(case.status == "ok" for case in cases)),
            integer(sum(case.result is not None and not case.result.ok for case in cases)),
            integer(sum(case.result is None for case in cases))])
    head = ["Mapper", "#median s", "#mean s", "#most s", "#tried (median)", "#evaluated (median)",
            "#EDP above exact", "#at worst", "#above the bound", "#mapped", "#failed", "#not run"]
    caption = "Over all layers; EDP on the model, seconds of one thread"
    return f"<h3>Effort and success</h3>{Table(caption, head, rows).html()}"


def _spread(values: list[float]) -> tuple[float | None, ...]:
    """Median, mean and largest."""
    if not values:
        return None, None, None
    return median(values), sum(values) / len(values), values[-1]
