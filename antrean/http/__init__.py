"""The doors. The only place that knows Flask and marshmallow."""
