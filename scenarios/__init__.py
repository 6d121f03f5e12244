"""Stories as data, and the stages they are played on."""

from scenarios.outcome import Finding, judge
from scenarios.story import Story, StoryError, load_story, story_names
from scenarios.virtual_stage import VirtualStage, play_virtually

__all__ = ["Finding", "Story", "StoryError", "VirtualStage", "judge", "load_story", "play_virtually", "story_names"]
