"""The ASGI entry: ``uvicorn webhook:app`` serves what ``gongyi serve`` serves, from the same settings."""

from fastapi import FastAPI

from bot.app import Application
from bot.core.logs import configure_logs
from bot.core.settings import load_settings

settings = load_settings()
configure_logs(settings.log_level, settings.secrets)
app: FastAPI = Application(settings).web
